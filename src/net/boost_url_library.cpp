// The compiled half of Boost.URL. Only url.cpp uses its parser.
#include <boost/url/src.hpp>
