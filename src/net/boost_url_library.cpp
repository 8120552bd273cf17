// The compiled half of Boost.URL, of which url.cpp alone uses the parser.
#include <boost/url/src.hpp>
