// What is done to the code in an archive before libtorch reads it: some of it runs while the archive is read, before there is a graph to
// search, and some of it libtorch does not survive.
#pragma once

#include <string>

namespace rait {

// Whether the importer may take a record of an archive for code. It finds records by name without regard to case.
bool is_code(const std::string& record);

// Throws a Failure if a file of code has a class that libtorch's importer does not survive or, unless files are allowed, anything that
// could reach the file system or the network.
void check_code(const std::string& code, const std::string& file, bool allow_files);

} // namespace rait
