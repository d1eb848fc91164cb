# What every target of this project is built with.

add_library(curlew_build_settings INTERFACE)
target_compile_features(curlew_build_settings INTERFACE cxx_std_20)
target_compile_options(
    curlew_build_settings
    INTERFACE -Wall
              -Wextra
              -Wpedantic
              -Wshadow
              -Wconversion
              -Wsign-conversion
              -Wnon-virtual-dtor
              -Woverloaded-virtual
              $<$<BOOL:${CURLEW_WARNINGS_AS_ERRORS}>:-Werror>)
if(CURLEW_SANITIZE)
    target_compile_options(
        curlew_build_settings INTERFACE -fsanitize=${CURLEW_SANITIZE} -fno-omit-frame-pointer
                                        -fno-sanitize-recover=all)
    target_link_options(curlew_build_settings INTERFACE -fsanitize=${CURLEW_SANITIZE})
endif()

# One test program, run as a whole: servers that its cases share are then started once.
function(curlew_test name)
    cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE curlew_build_settings curlew::curlew ${arg_LIBRARIES}
                                          GTest::gtest GTest::gmock GTest::gtest_main)
    add_test(NAME ${name} COMMAND ${name} --gtest_color=no)
    set_tests_properties(${name} PROPERTIES TIMEOUT 300)
endfunction()
