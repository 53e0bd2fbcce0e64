"""The house stands as it was drawn: who may import whom, and what no module may hold."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("api", "embeddings", "eval", "kb")
MAY_IMPORT = {
    "embeddings": {"embeddings"},
    "kb": {"kb", "embeddings"},
    "api": {"api", "kb"},
    "eval": {"eval", "kb", "embeddings"},
}
# Where everything is put together: the command line starts the server.
STARTS_A_SERVER = {("kb.cli", "api.server"), ("kb.cli", "api.mcp.stdio")}
# A module imports from its own layer or a lower one; the longest name that fits decides.
KB_LAYERS = {
    "kb": 0,
    "kb.types": 0,
    "kb.stated": 0,
    "kb.turns": 0,
    "kb.raw": 0,
    "kb.layout": 0,
    "kb.errors": 0,
    "kb.at_rest": 0,
    "kb.holdings": 0,
    "kb.settings": 0,
    "kb.replies": 0,
    "kb.text": 1,
    "kb.ingest": 2,
    "kb.clauses": 2,
    "kb.files": 3,
    "kb.store": 3,
    "kb.index": 4,
    "kb.source_pages": 4,
    "kb.rereading": 4,
    "kb.sync_report": 4,
    "kb.folder_sync": 4,
    "kb.feedback": 4,
    "kb.document_groups": 4,
    "kb.access": 5,
    "kb.readiness": 5,
    "kb.evaluations": 4,
    "kb.rules": 5,
    "kb.bundles": 6,
    "kb.migrate": 6,
    "kb.doctor": 6,
    "kb.retrieve": 6,
    "kb.answer": 7,
    "kb.verify": 7,
    "kb.rules.eligibility": 7,
    "kb.warming": 7,
    "kb.knowledge_base": 8,
    "kb.wire": 9,
    "kb.printing": 9,
    "kb.commands": 9,
    "kb.client": 9,
    "kb.cli": 9,
    "kb.langchain": 10,
    "kb.start": 10,
    "kb.__main__": 10,
}
LONGEST_MODULE = 400
# Parts of the public face of a library that is required, installed with it under another name.
# Other systems that this one is compared with; nothing of the product imports their libraries.
PEERS = "eval.peers."
# Modules of an extra, which alone import its libraries.
EXTRAS = {
    "kb.langchain": "langchain",
    "embeddings.milvus_engine": "milvus",
    "api.mcp.protocol": "mcp",
    "api.mcp.endpoint": "mcp",
}
BROUGHT_BY = {
    "httpcore": "httpx",
    "huggingface_hub": "sentence-transformers",
    "mcp_types": "mcp",
    "pydantic_core": "pydantic",
    "safetensors": "sentence-transformers",
    "starlette": "fastapi",
    "transformers": "sentence-transformers",
}
# Titles, places and names of the sample documents: a rule that knows them fits nothing else.
SAMPLE_WORDS = (
    "平湖",
    "曹娥江",
    "首贷户",
    "百地千名",
    "科惠保",
    "深蓝计划",
    "天问一号",
    "佟桂莉",
    "舟山",
    "嘉兴",
    "科创贷",
)


@dataclass(frozen=True, slots=True)
class Import:
    """One import statement: the absolute names it may refer to, and how far up it reaches."""

    names: tuple[str, ...]
    level: int
    line: int


def _modules() -> dict[str, Path]:
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return {_name(path): path for path in paths}


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(name: str, path: Path) -> Iterator[Import]:
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import((alias.name,), 0, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            yield Import((base, *(f"{base}.{alias.name}" for alias in node.names)), node.level, node.lineno)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            # By name at run time it is an import all the same.
            yield Import((ast.literal_eval(node.args[0]),), 0, node.lineno)


def _project_imports(name: str, path: Path) -> set[str]:
    """Return the modules of the project that a module imports: `from a import b` means a.b where that is one."""
    found = set()
    for statement in _imports(name, path):
        base, *members = statement.names
        submodules = [member for member in members if member in MODULES]
        found.update(submodules)
        if base in MODULES and len(submodules) < max(len(members), 1):
            found.add(base)
    return found


MODULES = _modules()
GRAPH: Mapping[str, set[str]] = {name: _project_imports(name, path) for name, path in MODULES.items()}
EDGES = [(name, target) for name, targets in GRAPH.items() for target in sorted(targets)]


def _layer(name: str) -> int:
    fitting = [known for known in KB_LAYERS if known != "kb" and (name == known or name.startswith(known + "."))]
    if not fitting and name != "kb":
        raise LookupError(f"{name} has no place in the order of kb; name its layer in KB_LAYERS")
    return KB_LAYERS[max(fitting, key=len, default="kb")]


def _importers(library: str, names: Mapping[str, Path]) -> set[str]:
    return {
        name
        for name, path in names.items()
        for statement in _imports(name, path)
        if statement.names[0].split(".")[0] == library
    }


def test_packages_import_downwards_only() -> None:
    upward = {(name, target) for name, target in EDGES if target.split(".")[0] not in MAY_IMPORT[name.split(".")[0]]}
    assert upward <= STARTS_A_SERVER


def test_the_modules_of_kb_import_downwards_only() -> None:
    upward = [
        (name, target)
        for name, target in EDGES
        if name.startswith("kb.") and target.startswith("kb.") and _layer(target) > _layer(name)
    ]
    assert upward == []


def test_every_module_of_kb_has_its_layer() -> None:
    layers = {name: _layer(name) for name in MODULES if name.split(".")[0] == "kb"}
    assert set(layers.values()) <= set(range(11))


def test_the_vocabulary_imports_nothing_of_the_project() -> None:
    assert GRAPH["kb.types"] == {"kb.stated", "kb.turns"}
    assert GRAPH["kb.stated"] == set()
    assert GRAPH["kb.errors"] == set()
    assert GRAPH["embeddings.types"] == set()


def test_no_modules_import_each_other_in_a_circle() -> None:
    try:
        order = tuple(TopologicalSorter(GRAPH).static_order())
    except CycleError as error:
        pytest.fail(f"modules in a circle: {' -> '.join(error.args[1])}")
    assert set(order) == set(MODULES)


def test_no_packages_of_kb_import_each_other_in_a_circle() -> None:
    packages: dict[str, set[str]] = {}
    for name, target in EDGES:
        here, there = (".".join(module.split(".")[:2]) for module in (name, target))
        # The rules lie in two layers, below retrieval and above it; their modules are checked one by one.
        if here != there and name.startswith("kb.") and "kb.rules" not in (here, there):
            packages.setdefault(here, set()).add(there)
    try:
        tuple(TopologicalSorter(packages).static_order())
    except CycleError as error:
        pytest.fail(f"packages in a circle: {' -> '.join(error.args[1])}")


def test_nothing_reaches_for_its_parent_package_with_dots() -> None:
    reaching = [
        f"{path.relative_to(ROOT)}:{statement.line}"
        for name, path in MODULES.items()
        for statement in _imports(name, path)
        if statement.level > 1
    ]
    assert reaching == []


def test_one_module_alone_knows_the_text_splitter_library() -> None:
    project = {name: path for name, path in MODULES.items() if not name.startswith(PEERS)}
    assert _importers("langchain_text_splitters", project) <= {"kb.clauses.split"}
    assert _importers("langchain_core", project) <= {"kb.langchain"}


def test_every_library_that_is_imported_is_required() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    always = _names_of(project["dependencies"])
    extras = {name: always | _names_of(needed) for name, needed in project["optional-dependencies"].items()}
    distributions = packages_distributions()
    unknown = {
        (name, library)
        for name, path in MODULES.items()
        for library in {statement.names[0].split(".")[0] for statement in _imports(name, path)}
        if library not in {*PACKAGES, *sys.stdlib_module_names}
        and not {BROUGHT_BY.get(library), *map(canonicalize_name, distributions.get(library, []))}
        & (extras["peers"] if name.startswith(PEERS) else extras[EXTRAS[name]] if name in EXTRAS else always)
    }
    assert unknown == set()


def _names_of(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(text).name) for text in requirements}


def test_pydantic_stays_on_the_wire_and_in_the_settings() -> None:
    kb = {name: path for name, path in MODULES.items() if name.split(".")[0] == "kb"}
    assert _importers("pydantic", kb) | _importers("pydantic_settings", kb) <= {"kb.settings"}


TORCH = ("torch", "sentence_transformers", "transformers")


@pytest.mark.parametrize(
    ("module", "heavy"), [("kb.cli", (*TORCH, "faiss")), ("embeddings.types", (*TORCH, "faiss")), ("api.app", TORCH)]
)
def test_importing_loads_no_heavy_library(module: str, heavy: tuple[str, ...]) -> None:
    program = f"import sys, {module}; print(sorted(set({heavy!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_the_build_names_every_package_there_is() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    there = {name for name, path in MODULES.items() if path.name == "__init__.py"}
    assert set(listed) == there
    assert len(listed) == len(set(listed))


def test_every_folder_with_modules_is_a_package() -> None:
    bare = {path.parent for path in MODULES.values() if not (path.parent / "__init__.py").exists()}
    assert bare == set()


def test_no_module_is_longer_than_a_reader_bears() -> None:
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_word_of_the_sample_documents_stands_in_the_code() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {word}"
        for path in MODULES.values()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for word in SAMPLE_WORDS
        if word in line
    ]
    assert found == []
