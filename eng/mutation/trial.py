"""A clone to break things in: builds there, runs test projects there, and says how a run ended."""

import os
import re
import shutil
import signal
import subprocess
import time

from places import read

# Those that notice most, and soonest, come first; others follow in the order of their names.
TESTS_IN_ORDER = ["RedisAi.Core.Tests", "RedisAi.Backends.Onnx.Tests", "RedisAi.Backends.Torch.Tests", "RedisAi.Hosting.Tests",
                  "RedisAi.Docs.Tests", "RedisAi.Samples.Tests"]

# Quick, and with the warnings that a mutant brings, such as a field that is not read any more; but not where null may come to where it must not,
# which no build lets pass: there is nothing left for tests to notice.
BUILD = ["-v", "quiet", "--nologo", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false", "-p:WarningsAsErrors=nullable",
         "-p:EnforceCodeStyleInBuild=false"]

# A project of a few seconds needs more than four times as long when the machine is busy.
LEAST_LIMIT = 60

# What the runner ends with when a filter leaves nothing.
NO_TESTS = 8


class Clone:
    """The last commit, or the one that an earlier run had, in a folder of its own; what was fetched is shared."""

    def __init__(self, root, folder):
        self.root, self.folder = root, folder
        self.built = set()

    def prepare(self, commit):
        if not (self.folder / ".git").exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            git(self.root, "clone", "--quiet", "--no-checkout", ".", str(self.folder))
        git(self.folder, "fetch", "--quiet", "origin")
        git(self.folder, "checkout", "--quiet", "--force", "--detach", commit)
        (self.folder / "artifacts").mkdir(exist_ok=True)
        for shared in ("native", "models"):
            link = self.folder / "artifacts" / shared
            if not link.is_symlink():
                link.symlink_to(self.root / "artifacts" / shared)

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def write(self, file, text):
        (self.folder / file).write_text(text, encoding="utf-8", newline="")

    def read(self, file):
        return read(self.folder / file)

    def projects(self):
        """The projects of tests, by name."""
        found = {path.stem: path for path in sorted(self.folder.glob("tests/*/*.csproj")) if '"xunit.v3"' in path.read_text()}
        names = [name for name in TESTS_IN_ORDER if name in found] + [name for name in found if name not in TESTS_IN_ORDER]
        return {name: found[name] for name in names}

    def projects_for(self, file):
        """Those that reach the file; the project that is named after the file's comes first."""
        own = next(folder.name for folder in (self.folder / file).parents if any(folder.glob("*.csproj")))
        reaching = {name: path for name, path in self.projects().items() if own in references(path, set())}
        return dict(sorted(reaching.items(), key=lambda item: item[0] != f"{own}.Tests"))

    def nearby(self, file):
        """The filter for the tests in the folder that mirrors the file's: most mutants are noticed there, within seconds."""
        folder = next(folder for folder in (self.folder / file).parents if any(folder.glob("*.csproj")))
        inside = (self.folder / file).relative_to(folder).parts[:-1]
        return ("--filter-namespace", f"*.{inside[0]}*") if inside else None

    def build(self, project):
        """Whether it compiles, and what the compiler says."""
        restored = project in self.built
        done = subprocess.run(["dotnet", "build", str(project), *BUILD, *(["--no-restore"] if restored else [])],
                              cwd=self.folder, capture_output=True, text=True, check=False)
        self.built |= {project} if done.returncode == 0 else set()
        return done.returncode == 0, next((line for line in done.stdout.splitlines() if "error" in line), "")

    def run_tests(self, name, limits=None, only=()):
        """Runs the tests of a project, or those of a filter, until one fails, or hangs: the limits are seconds for all, and for one test."""
        program = self.folder / "artifacts" / "bin" / name / "debug" / name
        command = [str(program), "--no-progress", "--no-ansi", "--stop-on-fail", "on", "--xunit-diagnostics", "on", "--long-running", "5", *only]
        began = time.monotonic()
        log = self.folder / "artifacts" / "tests.log"
        with open(log, "wb") as output:
            process = subprocess.Popen(command, cwd=self.folder, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
            try:
                while process.poll() is None:
                    time.sleep(0.2)
                    if limits and (time.monotonic() - began > limits[0] or longest(log)[0] > limits[1]):
                        break
                status = process.poll()
            finally:
                end_group(process)
        return Run(name, status, log, time.monotonic() - began)


class Run:
    """How a run of tests ended: passed, failed, crashed, hung, or empty for want of tests; with the test's name where it is known."""

    def __init__(self, project, status, log, seconds):
        self.seconds, self.longest = seconds, longest(log)[0]
        text = log.read_text(encoding="utf-8", errors="replace")
        failed = re.search(r"^failed (.+?) \([\d.,]+\s?\w+(?: [\d.]+\w+)*\)\s*$", text, re.MULTILINE)
        crash = re.search(r"^.*(?:Unhandled exception|Fatal error|Process terminated|Stack overflow).*$", text, re.MULTILINE)
        if failed:
            self.end, self.test = "failed", failed[1]
        elif status is None:
            self.end, self.test = "hung", longest(log)[1] or project
        elif status in (0, NO_TESTS):
            self.end, self.test = "passed" if status == 0 else "empty", ""
        else:
            self.end, self.test = "crashed", f"{project}, {crash[0].strip()[:160] if crash else f'status {status}'}"


def longest(log):
    """The longest that a test ran while no other ended, in seconds, and its name."""
    pattern = r"\[Long Running Test\] '(.*)', Elapsed: (\d+):(\d+):(\d+)"
    found = [(3600 * int(hours) + 60 * int(minutes) + int(seconds), test)
             for test, hours, minutes, seconds in re.findall(pattern, log.read_text(encoding="utf-8", errors="replace"))]
    return max(found, default=(0, ""))


def end_group(process):
    """Ends the tests' process and what it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def references(project, seen):
    """The names of all projects that one refers to, directly or not."""
    for reference in re.findall(r'<ProjectReference Include="([^"]+)"', project.read_text()):
        path = (project.parent / reference).resolve()
        if path.stem not in seen:
            seen.add(path.stem)
            references(path, seen)
    return seen


def git(folder, *arguments):
    return subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True).stdout.strip()
