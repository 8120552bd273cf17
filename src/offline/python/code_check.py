"""Says what is wrong with the code of InlineCode nodes. It parses and compiles the code and never runs it.

The socket 3 brings one request, four bytes of length and then a list of {"code", "inputs"}, and takes one response in the
same form: for each item a list of {"line", "message", "hint"}.
"""
import ast
import bisect
import builtins
import difflib
import dis
import json
import resource
import socket
import struct
import sys
import types
import warnings

CODE_NAME = "<code>"
REMARKS_MAX = 20  # of one node
CANNOT_COMPILE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)

# AWS runs Python 3.12, and the Python here may be another one.
GONE_IN_3_12 = {"asynchat", "asyncore", "distutils", "imp", "smtpd"}
GONE_AFTER_3_12 = {"aifc", "audioop", "cgi", "cgitb", "chunk", "crypt", "imghdr", "lib2to3", "mailcap", "msilib", "nis",
                   "nntplib", "ossaudiodev", "pipes", "sndhdr", "spwd", "sunau", "telnetlib", "uu", "xdrlib"}
# Before Python 3.10 nothing lists its library, so that LIBRARY is empty and no module is said to be missing.
LIBRARY = (set(sys.stdlib_module_names) - GONE_IN_3_12 | GONE_AFTER_3_12 | {"__main__"}
           if hasattr(sys, "stdlib_module_names") else set())
NETWORK = {"ftplib", "http.client", "http.server", "imaplib", "nntplib", "poplib", "smtplib", "socket", "socketserver", "ssl",
           "telnetlib", "urllib.request", "xmlrpc"}
PROCESSES = {"multiprocessing", "pty", "subprocess"}

# Interactive sessions have these, and whether the sandbox of AWS does is not known.
KNOWN_NAMES = set(dir(builtins)) | {"copyright", "credits", "exit", "help", "license", "quit"}
METHODS_WITHOUT_VALUE = {"append", "clear", "extend", "insert", "reverse", "sort"}
NO_JSON = {ast.Set: "a set", ast.SetComp: "a set", ast.GeneratorExp: "a generator", ast.Lambda: "a function"}
BLOCKS = {"If": "an if", "For": "a for", "AsyncFor": "a for", "While": "a while", "With": "a with", "AsyncWith": "a with",
          "Try": "a try", "TryStar": "a try", "Match": "a match"}


def remark(line, message, hint):
    return {"line": max(line or 1, 1), "message": message, "hint": hint}


def in_words(names):
    names = list(names)
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def nodes_inside(top, enters=lambda node: True):
    """All nodes below, in the order of the text; not below those that `enters` refuses."""
    waiting = list(reversed(list(ast.iter_child_nodes(top))))
    while waiting:
        node = waiting.pop()
        yield node
        if enters(node):
            waiting.extend(reversed(list(ast.iter_child_nodes(node))))


def own_nodes(top):
    """Those that are not inside of another function."""
    return nodes_inside(top, lambda node: not isinstance(node, FUNCTIONS))


# --- Returns outside of functions --------------------------------------------------------------

def replace_returns(tree):
    """Makes expressions of them, so that the rest can be judged, and yields a remark for each."""
    for parent in [tree, *own_nodes(tree)]:
        if isinstance(parent, FUNCTIONS):
            continue
        for _, statements in ast.iter_fields(parent):
            for place, statement in enumerate(statements if isinstance(statements, list) else ()):
                if not isinstance(statement, ast.Return):
                    continue
                value = statement.value or ast.copy_location(ast.Constant(None), statement)
                statements[place] = ast.copy_location(ast.Expr(value), statement)
                yield remark(statement.lineno, "return stands outside of a function.",
                             "The value of the last line is the output response: write it there without return.")


# --- What is imported --------------------------------------------------------------------------

def catches_import_errors(node):
    if not isinstance(node, ast.Try):
        return False
    caught = [name.id for handler in node.handlers if handler.type is not None
              for name in ast.walk(handler.type) if isinstance(name, ast.Name)]
    return any(handler.type is None for handler in node.handlers) or not set(caught).isdisjoint(
        {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


def imported(tree):
    """Pairs of the full name of a module and the line."""
    for node in nodes_inside(tree, lambda node: not catches_import_errors(node)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or ""), node.lineno
        elif (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
              and isinstance(node.args[0].value, str)
              and getattr(node.func, "id", getattr(node.func, "attr", "")) in ("__import__", "import_module")):
            yield node.args[0].value, node.lineno


def remarks_on_imports(tree):
    known = set()
    for name, line in imported(tree):
        parts = name.split(".")
        both = {parts[0], ".".join(parts[:2])}
        module = parts[0] or name
        if module in known:
            continue
        if not parts[0]:
            yield remark(line, f"{name} is imported, and there is no package around the code.", "Write the code out here.")
        elif parts[0] in GONE_IN_3_12 or LIBRARY and parts[0] not in LIBRARY:
            gone = " any more" if parts[0] in GONE_IN_3_12 else ""
            yield remark(line, f"The module {module} is not there{gone}.",
                         "Only Python 3.12's own library can be imported. A LambdaFunction node can use other packages, and "
                         "AWS's services.")
        elif both & NETWORK:
            yield remark(line, f"{sorted(both & NETWORK)[0]} is imported, and the sandbox has no network.",
                         "Let a LambdaFunction node make the call, and take its result as an input.")
        elif both & PROCESSES:
            yield remark(line, f"{module} is imported, and the sandbox starts no processes.",
                         "Do the work in the code itself, or in a LambdaFunction node.")
        else:
            continue
        known.add(module)


# --- Names -------------------------------------------------------------------------------------

def lines_of(code):
    starts = [(offset, line) for offset, line in dis.findlinestarts(code) if line is not None]
    offsets = [offset for offset, _ in starts]

    def line_at(offset):
        place = bisect.bisect_right(offsets, offset) - 1
        return starts[place][1] if place >= 0 else code.co_firstlineno
    return line_at


def global_names(module):
    """What is assigned, and what is used, by name with its first line."""
    assigned, used = set(), {}
    waiting = [module]
    while waiting:
        code = waiting.pop()
        waiting.extend(part for part in code.co_consts if isinstance(part, types.CodeType))
        line_at = lines_of(code)
        own, loaded = set(), []
        for step in dis.get_instructions(code):
            if step.opname == "STORE_NAME":
                own.add(step.argval)
            elif step.opname == "STORE_GLOBAL":
                assigned.add(step.argval)
            elif step.opname in ("LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS"):
                loaded.append((step.argval, line_at(step.offset)))
        if code is module:
            assigned |= own
            own = set()
        for name, line in loaded:
            if name not in own:  # of the body of a class
                used[name] = min(line, used.get(name, line))
    return assigned, used


def makes_names_itself(tree):
    """Whether names may come from where nobody sees them."""
    for node in nodes_inside(tree):
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            return True
        if isinstance(node, ast.Name) and node.id in ("exec", "globals", "NameError"):
            return True
    return False


def remarks_on_names(tree, assigned, used, inputs):
    if makes_names_itself(tree):
        return
    there = f"The inputs {in_words(inputs)} are variables of the code." if len(inputs) > 1 else (
        f"The input {inputs[0]} is a variable of the code." if inputs else "The node has no inputs.")
    for name, line in sorted(used.items(), key=lambda item: item[1]):
        if name in assigned or name in inputs or name in KNOWN_NAMES or name.startswith("__"):
            continue
        hint = there
        if name in ("event", "context"):
            hint = f"There is no {name}, since AWS calls no handler. {there}"
        elif near := difflib.get_close_matches(name, [*inputs, *assigned], 1, 0.75):
            hint = f"{near[0]} may be meant. {there}"
        yield remark(line, f"The name {name} is neither an input of the node nor defined in the code.", hint)


# --- The value of the last line ----------------------------------------------------------------

VALUE_NEEDED = "The value of the last line is the output response."


def call_of(function, inputs):
    if isinstance(function, ast.ClassDef):
        return f"{function.name}()"
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    left = [name for name in inputs if name not in names]
    return f"{function.name}({', '.join(n if n in inputs else (left.pop(0) if left else '...') for n in names)})"


def is_handler(function):
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    return function.name in ("lambda_handler", "handler") and len(function.args.args) == 2 or [
        argument.arg for argument in function.args.args] == ["event", "context"]


def is_docstring(statement):
    return (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            and isinstance(statement.value.value, str))


def remarks_on_result(tree, used, inputs):
    body = tree.body
    if not body:
        yield remark(1, "The code has no statement.", VALUE_NEEDED)
        return
    definitions = [one for one in body if isinstance(one, DEFINITIONS)]
    for handler in definitions:
        if is_handler(handler) and handler.name not in used:
            yield remark(handler.lineno, f"AWS calls no {handler.name}; the code runs from its first line to its last.",
                         f"Inputs are variables, and there is neither an event nor a context. {VALUE_NEEDED} Write "
                         f"the body of the function without it, or call it: {call_of(handler, inputs)}.")
            if not isinstance(body[-1], ast.Expr):
                return  # the same fault
    others = [one for one in body if not isinstance(one, (*DEFINITIONS, ast.Import, ast.ImportFrom))]
    if definitions and all(is_docstring(one) for one in others) and not isinstance(body[-1], ast.Expr):
        yield remark(definitions[-1].lineno, "The code only defines functions, and nothing calls them.",
                     f"{VALUE_NEEDED} Add one that calls a function, for example {call_of(definitions[-1], inputs)}.")
        return
    last = body[-1]
    found = remark_on_value(last, tree) if isinstance(last, ast.Expr) else remark_on_statement(last)
    if found:
        yield found


def remark_on_statement(last):
    message = "The last line is no expression, so that the node gives nothing."
    targets = last.targets if isinstance(last, ast.Assign) else [getattr(last, "target", None)]
    if isinstance(last, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and isinstance(targets[0], ast.Name):
        return remark(last.lineno, f"The last line assigns {targets[0].id}, and the node gives nothing.",
                      f"{VALUE_NEEDED} Add a line with {targets[0].id} alone.")
    if isinstance(last, DEFINITIONS):
        return remark(last.lineno, f"The last statement defines {last.name}, and the node gives nothing.", VALUE_NEEDED)
    block = BLOCKS.get(type(last).__name__)
    if block is None:
        return remark(last.lineno, message, VALUE_NEEDED)
    return remark(last.lineno, f"The last statement is {block}, so that the node gives nothing.",
                  f"{VALUE_NEEDED} Assign it to a variable inside, and add a line with that variable alone.")


def remark_on_value(last, tree):
    value = last.value
    line = last.lineno
    if isinstance(value, ast.Constant) and value.value is None:
        return remark(line, "The value of the last line is None, which counts as nothing.", VALUE_NEEDED)
    if type(value) in NO_JSON:
        return remark(line, f"The value of the last line is {NO_JSON[type(value)]}, which JSON does not have.",
                      "Give a text, a number, a boolean, a list or a dictionary.")
    functions = {one.name: one for one in tree.body if isinstance(one, DEFINITIONS)}
    if isinstance(value, ast.Name) and value.id in functions and is_bound_once(value.id, tree):
        return remark(line, f"The last line names {value.id} and does not call it.", f"Write {value.id}(…).")
    if not isinstance(value, ast.Call):
        return None
    called = value.func
    if isinstance(called, ast.Attribute) and called.attr in METHODS_WITHOUT_VALUE:
        return remark(line, f"{called.attr} changes an object and gives None, so that the node gives nothing.",
                      f"{VALUE_NEEDED} Add a line with the object alone.")
    if not isinstance(called, ast.Name):
        return None
    if called.id == "print" and "print" not in functions:
        return remark(line, "The last line prints, printed text is lost, and the node gives nothing.",
                      f"{VALUE_NEEDED} Write what is printed without print.")
    function = functions.get(called.id)
    if function is None or not is_bound_once(called.id, tree) or getattr(function, "decorator_list", None):
        return None
    return remark_on_call(line, function)


def is_bound_once(name, tree):
    """Whether only its definition at the top gives the name a value."""
    bindings = 0
    for node in nodes_inside(tree):
        bindings += isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load)
        bindings += isinstance(node, DEFINITIONS) and node.name == name
        bindings += isinstance(node, ast.alias) and (node.asname or node.name) == name
    return bindings == 1


def remark_on_call(line, function):
    if isinstance(function, ast.AsyncFunctionDef):
        return remark(line, f"{function.name} is asynchronous, and its call gives no value but a coroutine.",
                      "Define it without async.")
    if not isinstance(function, ast.FunctionDef):
        return None
    own = list(own_nodes(function))
    if any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in own):
        return remark(line, f"The call of {function.name} gives a generator, which JSON does not have.",
                      f"Write list({function.name}(…)).")
    gives = any(isinstance(node, ast.Return) and node.value is not None
                and not (isinstance(node.value, ast.Constant) and node.value.value is None) for node in own)
    if gives or (function.body and isinstance(function.body[-1], ast.Raise)):
        return None
    return remark(line, f"{function.name} returns nothing, so that the node gives nothing.",
                  f"{VALUE_NEEDED} Let {function.name} return it.")


# --- One node, and all -------------------------------------------------------------------------

def not_compiled(failure):
    text = failure.msg if isinstance(failure, SyntaxError) else str(failure)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return remark(getattr(failure, "lineno", None), f"Python cannot compile the code: {type(failure).__name__}: {text}.",
                  f"This was Python {version}; AWS runs Python 3.12." if version != "3.12" else "Correct the line.")


def check(code, inputs):
    try:
        tree = ast.parse(code, CODE_NAME)
    except CANNOT_COMPILE as failure:
        return [not_compiled(failure)]
    remarks = list(replace_returns(tree))
    try:
        module = compile(tree, CODE_NAME, "exec")
    except CANNOT_COMPILE as failure:
        return remarks + [not_compiled(failure)]
    assigned, used = global_names(module)
    remarks += remarks_on_imports(tree)
    remarks += remarks_on_names(tree, assigned, used, inputs)
    remarks += remarks_on_result(tree, used, inputs)
    return sorted(remarks, key=lambda one: one["line"])[:REMARKS_MAX]


def receive(connection, count):
    parts = bytearray()
    while len(parts) < count:
        part = connection.recv(min(count - len(parts), 1 << 20))
        if not part:
            sys.exit(1)
        parts += part
    return bytes(parts)


def main():
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    warnings.simplefilter("ignore")
    connection = socket.socket(fileno=3)
    size, = struct.unpack(">I", receive(connection, 4))
    request = json.loads(receive(connection, size))
    response = json.dumps([check(one["code"], one["inputs"]) for one in request]).encode()
    connection.sendall(struct.pack(">I", len(response)) + response)


main()
