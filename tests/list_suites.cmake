# Writes LIST, which ctest includes: a test for each suite of PROGRAM, with the LABEL.
execute_process(COMMAND ${PROGRAM} --gtest_list_tests OUTPUT_VARIABLE listing COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "(^|\n)[A-Za-z0-9_/]+\\." suites "${listing}")
if(NOT suites)
  message(FATAL_ERROR "${PROGRAM} lists no tests")
endif()
set(text "")
foreach(suite IN LISTS suites)
  string(STRIP "${suite}" suite)
  string(APPEND text "add_test([[${LABEL}.${suite}]] [[${PROGRAM}]] [[--gtest_filter=${suite}*]])\n"
                     "set_tests_properties([[${LABEL}.${suite}]] PROPERTIES LABELS ${LABEL})\n")
endforeach()
file(WRITE ${LIST} "${text}")
