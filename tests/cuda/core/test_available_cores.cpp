#include "cuda/core/available_cores.h"

#include "tests/support.h"

#include <catch2/catch.hpp>
#include <tbb/global_control.h>

#include <fstream>

using namespace asrg;

TEST_CASE("a container's share of the processor is read as whole cores") {
  CHECK(quota_cores("200000 100000") == 2);
  CHECK(quota_cores("150000 100000") == 2);
  CHECK(quota_cores("50000 100000") == 1);
  CHECK(quota_cores("400000 50000") == 8);
  CHECK_FALSE(quota_cores("max 100000"));
  CHECK_FALSE(quota_cores(""));
  CHECK_FALSE(quota_cores("100000"));
  CHECK_FALSE(quota_cores("100000 0"));
  CHECK_FALSE(quota_cores("-1 100000"));
}

TEST_CASE("the least of all cgroups counts, of version 1 and 2") {
  const test::TemporaryDirectory folder;
  const auto write = [&](const std::string& path, const std::string& text) {
    const auto file = folder.path() / path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  };
  const auto cores = [&] { return cgroup_cores(folder.path()); };
  CHECK_FALSE(cores());
  SECTION("version 2, in a container that sees its own group as the root") {
    write("proc/self/cgroup", "0::/\n");
    CHECK_FALSE(cores());
    write("sys/fs/cgroup/cpu.max", "max 100000\n");
    CHECK_FALSE(cores());
    write("sys/fs/cgroup/cpu.max", "350000 100000\n");
    CHECK(cores() == 4);
  }
  SECTION("version 2, a service: the groups above count, too") {
    write("proc/self/cgroup", "0::/user.slice/fit.service\n");
    write("sys/fs/cgroup/user.slice/fit.service/cpu.max", "300000 100000\n");
    CHECK(cores() == 3);
    write("sys/fs/cgroup/user.slice/cpu.max", "150000 100000\n");
    CHECK(cores() == 2);
    write("sys/fs/cgroup/user.slice/cpu.max", "max 100000\n");
    CHECK(cores() == 3);
  }
  SECTION("version 1") {
    const std::string at = GENERATE("sys/fs/cgroup/cpu,cpuacct/docker/5", "sys/fs/cgroup/cpu/docker/5", "sys/fs/cgroup/cpu");
    write("proc/self/cgroup", "4:memory:/docker/5\n3:cpuset:/docker/5\n2:cpu,cpuacct:/docker/5\n0::/\n");
    write(at + "/cpu.cfs_quota_us", "-1\n");
    write(at + "/cpu.cfs_period_us", "100000\n");
    CHECK_FALSE(cores());
    write(at + "/cpu.cfs_quota_us", "50000\n");
    CHECK(cores() == 1);
    write(at + "/cpu.cfs_quota_us", "250000\n");
    CHECK(cores() == 3);
  }
  SECTION("what cannot be read sets no limit") {
    write("proc/self/cgroup", "nonsense\n1:\n:::\n1:cpuset,cpuacct:/\n0::/../..\n");
    write("sys/fs/cgroup/cpu.cfs_quota_us", "50000\n");
    CHECK_FALSE(cores());
  }
}

TEST_CASE("no more cores are available than TBB may use") {
  CHECK(available_cores() >= 1);
  const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
  CHECK(available_cores() == 1);
}
