// The compiled half of Boost.JSON, of which json_parsing.cpp alone uses the parser.
#include <boost/json/src.hpp>
