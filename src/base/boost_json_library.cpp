// The part of Boost.JSON that must be compiled once. Only json_parsing.cpp uses it.
#include <boost/json/src.hpp>
