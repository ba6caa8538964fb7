"""The ways to run the book elsewhere, read as far as a file can be read.

Nothing here ran on a runner of GitHub, on Binder, on Colab or on a cluster.
"""

import doctest
import os
import re
import shutil
import subprocess
import sys
import tomllib

import pytest
import yaml

import toygrad.__main__ as doctor
from tools.book import addresses
from tools.print import chromium

ACTIONS = {
    "actions/checkout", "actions/setup-python", "actions/configure-pages",
    "actions/upload-pages-artifact", "actions/deploy-pages",
}  # fmt: skip


# What the runner of GitHub does.


@pytest.fixture
def workflow(root):
    return yaml.safe_load((root / ".github/workflows/book.yml").read_text())


@pytest.fixture
def verbs(root):
    return set(re.findall(r"^([a-z-]+):.*## ", (root / "Makefile").read_text(), re.M))


def faults_of(workflow, verbs):
    """What the workflow does that it need not do or must not do."""
    if workflow["permissions"] != {"contents": "read"}:
        yield f"all jobs may: {workflow['permissions']}"
    for name, job in workflow["jobs"].items():
        if "permissions" in job and name != "publish":
            yield f"{name} may: {job['permissions']}"
        for step in job["steps"]:
            if "run" in step and not allowed(step["run"], verbs):
                yield f"{name} runs: {step['run']}"
            action, _, pin = step.get("uses", "").partition("@")
            if action and (action not in ACTIONS or not re.fullmatch(r"v\d+", pin)):
                yield f"{name} uses: {step['uses']}"


def allowed(command, verbs):
    return command in {".ci/run", *(f"make {verb}" for verb in verbs)}


def test_the_workflow_calls_verbs_and_known_actions(root, workflow, verbs):
    assert {"book", "test", "lint"} <= verbs
    assert list(faults_of(workflow, verbs)) == []
    assert os.access(root / ".ci/run", os.X_OK)


@pytest.mark.parametrize(
    "step",
    [
        {"run": "pip install toygrad"},
        {"run": "make test\npip install toygrad"},
        {"run": "make everything"},
        {"run": "book"},
        {"uses": "actions/checkout"},
        {"uses": "actions/checkout@main"},
        {"uses": "someone/checkout@v6"},
    ],
    ids=str,
)
def test_a_step_that_does_something_else_is_found(workflow, verbs, step):
    workflow["jobs"]["test"]["steps"].append(step)

    assert len(list(faults_of(workflow, verbs))) == 1


def test_a_job_that_may_too_much_is_found(workflow, verbs):
    workflow["permissions"] = {"contents": "write"}
    workflow["jobs"]["test"]["permissions"] = "write-all"

    assert len(list(faults_of(workflow, verbs))) == 2


def test_only_main_is_published_and_only_after_all_other_jobs(workflow):
    publish = workflow["jobs"]["publish"]
    started_by = workflow[True]  # YAML reads the word `on` so

    assert set(publish["needs"]) == workflow["jobs"].keys() - {"publish"}
    assert publish["if"] == "github.event_name == 'push'"
    assert started_by["push"] == {"branches": ["main"]}
    assert publish["permissions"] == {"pages": "write", "id-token": "write"}


def test_every_python_that_the_engine_names_is_tried(root, workflow):
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    tried = workflow["jobs"]["test"]["strategy"]["matrix"]["python"]

    assert tried == named == ["3.11", "3.12", "3.13", "3.14"]
    assert project["requires-python"] == f">={named[0]}"
    assert doctor.keeps(named[0], project["requires-python"])


def found_on(path, names):
    return [name for name in names if shutil.which(name, path=path)]


def test_a_machine_that_is_told_to_be_bare_is_bare():
    if os.environ.get("TOYGRAD_BARE") != "1":
        pytest.skip("only where TOYGRAD_BARE=1 says that there is no dot, no browser")
    assert found_on(os.environ["PATH"], ["dot", *chromium.NAMES]) == []


def test_a_program_on_a_bare_machine_is_found(tmp_path):
    assert found_on(tmp_path, ["dot"]) == []
    (tmp_path / "dot").touch(mode=0o755)
    assert found_on(tmp_path, ["dot"]) == ["dot"]


# What Binder and a hub install.


def lines_of(path):
    """The lines that pip reads, through `-r`; other paths as they stand."""
    for line in path.read_text().splitlines():
        option, _, other = line.partition(" ")
        if option == "-r":
            yield from lines_of(path.parent / other)
        elif option == "-c":
            yield f"-c {(path.parent / other).resolve().name}"
        elif not line.startswith("#"):
            yield line


def test_binder_and_the_hub_install_what_a_reader_and_jupyterlab_need(root):
    reader = list(lines_of(root / "requirements.txt"))
    binder = list(lines_of(root / "binder/requirements.txt"))
    hub = list(lines_of(root / "hub/requirements.txt"))

    assert "-e ." in reader
    assert sorted(binder) == sorted([*reader, "-c constraints.txt", "-e .[lab]"])
    assert hub == [*binder, "jupyterhub>=5.5,<6"]
    assert "jupyterhub==5." in (root / "constraints.txt").read_text()


def test_binder_and_the_hub_have_one_python_that_is_tried(root, workflow):
    python = (root / "binder/runtime.txt").read_text().strip().removeprefix("python-")
    image = (root / "hub/Dockerfile").read_text()

    assert python in workflow["jobs"]["test"]["strategy"]["matrix"]["python"]
    assert f"FROM python:{python}-slim" in image


def missing_copies(root, dockerfile):
    copied = re.findall(r"^COPY (.*) \S+$", dockerfile, re.MULTILINE)
    return [name for name in " ".join(copied).split() if not (root / name).exists()]


def test_the_image_copies_only_what_is_there(root):
    dockerfile = (root / "hub/Dockerfile").read_text()

    assert dockerfile.count("COPY") == 5
    assert missing_copies(root, dockerfile) == []
    assert missing_copies(root, "COPY book setup.py here") == ["setup.py"]


# The memory of a class.


@pytest.fixture
def values(root):
    return (root / "hub/values.yaml").read_text()


@pytest.fixture
def page(root):
    return (root / "book/running.md").read_text()


def wrong_sums(text):
    """What does not add up, and what is not the guarantee or the limit, in MiB."""
    for students, each, total in re.findall(r"(\d+) × (\d+) MiB = (\d+) GiB", text):
        if round(int(students) * int(each) / 1024) != int(total):
            yield f"{students} × {each} MiB is not {total} GiB"
    for server, chapters, kernel, total in re.findall(
        r"(\d+) \+ (\d) × (\d+) = (\d+) MiB", text
    ):
        if int(server) + int(chapters) * int(kernel) != int(total):
            yield f"{server} + {chapters} × {kernel} is not {total}"


def test_the_memory_of_a_class_adds_up(values, page):
    memory = yaml.safe_load(values)["singleuser"]["memory"]
    guarantee, limit = (int(memory[key].rstrip("M")) for key in ("guarantee", "limit"))
    one, three = map(int, re.findall(r"\d × \d+ = (\d+) MiB", values))
    classes = re.findall(r"\d+ × (\d+) MiB = \d+ GiB", values)

    assert list(wrong_sums(values + page)) == []
    assert set(classes) == {str(guarantee)} and len(classes) == 2
    assert one <= guarantee < three <= limit


def test_the_page_tells_the_numbers_of_the_recipe(values, page):
    def told(text):
        return set(re.findall(r"\d+(?= [MG]iB)|\d+ × \d+(?= MiB)", text))

    guaranteed = set(re.findall(r"(\d+)M\b", values))

    assert len(told(page)) > 5
    assert told(page) <= told(values) | guaranteed


@pytest.mark.parametrize(
    "planted", ["500 × 320 MiB = 160 GiB", "140 + 3 × 126 = 520 MiB"]
)
def test_a_wrong_sum_is_found(planted):
    assert len(list(wrong_sums(planted))) == 1


def test_the_image_is_pulled_before_the_class_comes(values):
    puller = yaml.safe_load(values)["prePuller"]

    assert puller["hook"]["enabled"] and puller["continuous"]["enabled"]


def test_a_restart_keeps_the_chapters_that_a_student_changed(root, values, tmp_path):
    start = yaml.safe_load(values)["singleuser"]["lifecycleHooks"]["postStart"]
    chapter = tmp_path / "book/index.ipynb"

    def begin():
        command = [
            word.replace("/srv/toygrad", str(root)) for word in start["exec"]["command"]
        ]
        subprocess.run(command, env={**os.environ, "HOME": str(tmp_path)}, check=True)

    begin()
    assert chapter.read_text() == (root / "book/index.ipynb").read_text()

    chapter.write_text("changed")
    begin()
    assert chapter.read_text() == "changed"


# What the page tells to write.


def test_the_page_installs_what_the_book_needs(root, page):
    written = re.findall(r'"([a-z]+>=[^"]+)"', page)

    assert len(written) == 4
    assert set(written) <= set(lines_of(root / "requirements.txt"))


def test_what_was_not_tried_is_labelled(root, page):
    rows = [line for line in page.splitlines() if line.startswith("| {ref}")]
    not_run = {re.search("`([^<]*) <", row)[1] for row in rows if "*not run*" in row}
    elsewhere = {
        "Not run": [".github/workflows/book.yml", "hub/values.yaml"],
        "Not built": ["hub/Dockerfile"],
    }

    assert not_run == {"macOS", "Windows", "Binder", "Colab", "JupyterHub"}
    for label, names in elsewhere.items():
        for name in names:
            assert label in (root / name).read_text()


def test_the_tools_know_the_folders_of_every_system(root):
    from tools.house import environment

    (posix, windows) = (environment.INTERPRETER[name] for name in ("posix", "nt"))
    page = (root / "book/running.md").read_text()

    assert posix == ("bin", "python") and windows == ("Scripts", "python.exe")
    assert os.name in environment.INTERPRETER
    assert rf".venv\{windows[0]}\python" in page and f".venv/{posix[0]}/python" in page


def test_a_python_without_the_packages_is_told_so(root, tmp_path):
    stranger = tmp_path / "python"
    stranger.symlink_to(sys.executable)
    code = (
        f"import sys; sys.executable = {str(stranger)!r}; "
        "from tools.book import site; site.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert f"beside {stranger} there is none; write .venv/bin/python" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("module", [addresses, doctor], ids=lambda m: m.__name__)
def test_the_examples_of_the_docstrings_are_true(module):
    result = doctest.testmod(module)

    assert result.attempted > 0
    assert result.failed == 0
