// Compiles what a page loads first to bytecode, by the very Python that will
// read it: Python then starts three times as fast.
//
//     node tools/book/bytecode.mjs LIVE
//
// LIVE is the folder that tools/book/live.py fills.  Of Python's own library the
// bytecode takes the place of the text, without the docstrings, which would be
// half a megabyte; of the engine it stands beside the text, for whoever wants
// to see the source.
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const COMPILE = `
import io, sys, zipfile
from importlib._bootstrap_external import _code_to_hash_pyc, cache_from_source
from importlib.util import source_hash

sys.path.insert(0, "/toygrad")
import book.live.runner, toygrad.viz, toygrad.exercises

# Of no use in a page: a terminal, other processes, other machines and their letters,
# what looks for faults in programs, and what stands in for modules written in C.
USELESS = (
    "_pyrepl/", "multiprocessing/", "xmlrpc/", "wsgiref/", "http/", "email/",
    "ftplib.py", "imaplib.py", "mailbox.py", "poplib.py", "smtplib.py",
    "unittest/", "doctest.py", "pdb.py", "bdb.py", "optparse.py", "pickletools.py", "_pyio.py",
    "encodings/cp", "encodings/iso8859", "encodings/koi8", "encodings/mac_",
)
LOADED = {name.replace(".", "/") + end for name in sys.modules for end in (".py", "/__init__.py")}

def bytecode(text, name, optimize):
    code = compile(text, name, "exec", dont_inherit=True, optimize=optimize)
    return bytes(_code_to_hash_pyc(code, source_hash(text), checked=False))

def compiled(archive, replaced):
    files, out = zipfile.ZipFile(io.BytesIO(archive.to_bytes())), io.BytesIO()
    if not LOADED & set(files.namelist()):
        return None  # done before
    with zipfile.ZipFile(out, "w") as target:
        for name in files.namelist():
            if name.startswith(USELESS) and name.removesuffix("c") not in LOADED:
                continue
            content = {name: files.read(name)}
            if name in LOADED:
                made = bytecode(content[name], name, 2 if replaced else 0)
                content = {name + "c": made} if replaced else {**content, cache_from_source(name): made}
            for path, data in content.items():
                target.writestr(zipfile.ZipInfo(path), data, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()

compiled
`;

const live = resolve(process.argv[2]);
const { loadPyodide } = await import(pathToFileURL(join(live, "pyodide/pyodide.mjs")));
const python = await loadPyodide();
const packages = readFileSync(join(live, "packages.zip"));
python.unpackArchive(new Uint8Array(packages), "zip", { extractDir: "/toygrad" });
const compiled = python.runPython(COMPILE);
for (const [name, replaced] of [["pyodide/python_stdlib.zip", true], ["packages.zip", false]]) {
  const made = compiled(new Uint8Array(readFileSync(join(live, name))), replaced);
  if (made) writeFileSync(join(live, name), made.toJs());
}
