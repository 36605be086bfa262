// The tests of the C interface, by subject, and how one of them is run.
#pragma once

#include "support.h"

void test_loading();
void test_results();
void test_inputs();
void test_callbacks();
void test_threads();

// The folder with the archives, as the program is told.
inline std::string s_data;

inline std::string archive(const std::string& name) {
  return s_data + "/" + name + ".pt";
}

// Runs a test, and fails if it has not given everything back.
#define RUN(test)                       \
  do {                                  \
    std::printf("%s\n", #test);         \
    std::fflush(stdout);                \
    test();                             \
    CHECK(rait_alive() == 0, "%d objects of the shim are left", static_cast<int>(rait_alive())); \
    CHECK(Memory::alive == 0, "%d buffers of the host are left", Memory::alive.load());          \
  } while (false)
