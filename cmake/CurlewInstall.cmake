# find_package(curlew) for installed copies.

include(CMakePackageConfigHelpers)

set(installed_targets curlew)
if(CURLEW_BUILD_TESTING)
    list(APPEND installed_targets curlew_testing)
endif()
install(TARGETS ${installed_targets} EXPORT curlew-targets)
install(
    DIRECTORY include/curlew
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    FILES_MATCHING
    PATTERN "*.hpp")

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/curlew)
install(
    EXPORT curlew-targets
    NAMESPACE curlew::
    DESTINATION ${package_dir})
configure_package_config_file(cmake/curlew-config.cmake.in curlew-config.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(curlew-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/curlew-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/curlew-config-version.cmake
              cmake/FindBrotli.cmake cmake/FindZstd.cmake DESTINATION ${package_dir})
