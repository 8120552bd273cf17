"""Texts that match a regular expression, and texts that do not."""
import itertools
from re import _constants as op, _parser as parser

from api_model import matches

LIKELY = "a0A-:/._ "  # tried first where an expression leaves a choice


def _letter(items):
    """One letter of a class such as [a-z_]."""
    negated = items[0][0] is op.NEGATE

    def has(item, letter):
        kind, value = item
        if kind is op.RANGE:
            return value[0] <= ord(letter) <= value[1]
        if kind is op.CATEGORY:
            if value is op.CATEGORY_DIGIT:
                return letter in "0123456789"
            return letter.isspace() == (value is op.CATEGORY_SPACE)
        return kind is op.LITERAL and ord(letter) == value

    for letter in itertools.chain(LIKELY, map(chr, range(128))):
        if any(has(item, letter) for item in items) != negated:
            return letter
    raise ValueError(items)


def _text(tree, branch, more):
    """A text for a parsed expression: which alternative to take, how often to repeat beyond what
    has to be."""
    text = ""
    for kind, value in tree:
        if kind is op.LITERAL:
            text += chr(value)
        elif kind in (op.ANY, op.NOT_LITERAL):
            text += "a"
        elif kind is op.IN:
            text += _letter(value)
        elif kind is op.SUBPATTERN:
            text += _text(value[-1], branch, more)
        elif kind is op.BRANCH:
            text += _text(value[1][min(branch, len(value[1]) - 1)], branch, more)
        elif kind is op.MAX_REPEAT:
            low, high, body = value
            text += _text(body, branch, more) * min(low + more, high)
        elif kind is not op.AT:
            raise ValueError(kind)
    return text


def samples(pattern):
    """Some texts that match, the shortest first; at least one."""
    tree = parser.parse(pattern)
    texts = {_text(tree, branch, more) for branch in range(3) for more in range(2)}
    found = sorted((text for text in texts if matches(pattern, text)), key=lambda t: (len(t), t))
    assert found, pattern
    return found


def of_length(pattern, length):
    """A text of that length that matches, or None where none is found."""
    if matches(pattern, "a" * length):
        return "a" * length
    for base in samples(pattern):
        room = length - len(base)
        if room == 0:
            return base
        for end in range(len(base), 0, -1) if room > 0 else ():
            for unit in (base[end - 1], base[end - 1] + "_"):
                filling = (unit * length)[-room:]
                text = base[:end] + filling + base[end:]
                if matches(pattern, text):
                    return text
    return None


def breaking(pattern):
    """A text that does not match, of the length of one that does where that can be."""
    for text in filter(None, samples(pattern)):
        for letter in "! \n":
            for candidate in (text[:-1] + letter, letter + text[1:]):
                if not matches(pattern, candidate):
                    return candidate
    assert not matches(pattern, ""), pattern
    return ""
