// The part of Boost.JSON that must be compiled once. json_parsing.cpp and stored_json.cpp use it.
#include <boost/json/src.hpp>
