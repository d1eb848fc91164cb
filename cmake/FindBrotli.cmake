# Brotli::decoder.

find_path(Brotli_INCLUDE_DIR brotli/decode.h)
find_library(Brotli_DECODER_LIBRARY brotlidec)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Brotli REQUIRED_VARS Brotli_DECODER_LIBRARY Brotli_INCLUDE_DIR)

if(Brotli_FOUND AND NOT TARGET Brotli::decoder)
    add_library(Brotli::decoder UNKNOWN IMPORTED)
    set_target_properties(
        Brotli::decoder PROPERTIES IMPORTED_LOCATION "${Brotli_DECODER_LIBRARY}"
                                   INTERFACE_INCLUDE_DIRECTORIES "${Brotli_INCLUDE_DIR}")
    # The decoder's own dependency: needed where it is a static library.
    find_library(Brotli_COMMON_LIBRARY brotlicommon)
    if(Brotli_COMMON_LIBRARY)
        set_property(TARGET Brotli::decoder PROPERTY INTERFACE_LINK_LIBRARIES
                                                     "${Brotli_COMMON_LIBRARY}")
    endif()
endif()
mark_as_advanced(Brotli_INCLUDE_DIR Brotli_DECODER_LIBRARY Brotli_COMMON_LIBRARY)
