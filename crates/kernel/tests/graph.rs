//! Small trees, walked and linked: what each import leads to.

use dovetail_kernel::graph::{Filter, Graph, Missing, Target, Unreachable};
use dovetail_kernel::link::{LinkOptions, link};
use dovetail_kernel::modules::{Layout, RootKind, Tree};
use dovetail_kernel::walk::{Options, Walk, walk};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder that goes away with its test.
struct Folder(PathBuf);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("dovetail-{}-{number}", std::process::id()));
        for (name, text) in files {
            let file = path.join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
        Self(path)
    }

    fn walk(&self, options: &Options) -> Walk {
        walk(&self.0, options).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn options() -> Options {
    Options { threads: 2, gitignore: true, ..Options::default() }
}

fn graph_of(folder: &Folder) -> Graph {
    let walk = folder.walk(&options());
    let tree = Tree::new(&walk);
    let layout = Layout::new(&tree, &[]);
    let names = ["os", "sys", "json", "typing"];
    let standard = names.iter().map(|name| (*name).to_owned()).collect();
    link(&tree, &layout, &LinkOptions { standard, reading: options(), ..LinkOptions::default() })
}

fn graph(files: &[(&str, &str)]) -> Graph {
    graph_of(&Folder::new(files))
}

/// `name kind` of every import of a module; names from outside in brackets.
fn imports(graph: &Graph, module: &str) -> Vec<String> {
    let edges = graph.imports_of(graph.find(module).unwrap()).iter();
    let shown = edges.map(|edge| match edge.target {
        Target::Module(target) => {
            format!("{} {}", graph.modules[target as usize].name, edge.kind.name())
        }
        Target::External(name) => format!("({}) {}", graph.externals[name as usize], edge.kind.name()),
    });
    shown.collect()
}

fn names(graph: &Graph, modules: &[u32]) -> Vec<String> {
    modules.iter().map(|&module| graph.modules[module as usize].name.clone()).collect()
}

#[test]
fn an_attribute_wins_over_the_submodule_of_its_name() {
    let graph = graph(&[
        ("p/__init__.py", "b = 1\n"),
        ("p/b.py", ""),
        ("p/c.py", ""),
        ("m.py", "from p import b\nfrom p import c\n"),
    ]);
    assert_eq!(imports(&graph, "m"), ["p eager", "p implicit", "p.c eager"]);
}

#[test]
fn packages_around_the_importer_do_not_run_again() {
    let graph = graph(&[
        ("p/__init__.py", ""),
        ("p/q/__init__.py", "import p.a\n"),
        ("p/q/r.py", "from . import s\n"),
        ("p/q/s.py", ""),
        ("p/a.py", "import p.q.r\n"),
    ]);
    assert_eq!(imports(&graph, "p.a"), ["p.q implicit", "p.q.r eager"]);
    assert_eq!(imports(&graph, "p.q.r"), ["p.q.s eager"]);
    let cycles = graph.shortest_cycles(Filter::RUNS);
    assert_eq!(names(&graph, &cycles[0].1), ["p.a", "p.q"]);
}

#[test]
fn what_a_module_loads_includes_the_packages_around_it() {
    let graph = graph(&[
        ("p/__init__.py", "from . import a\n"),
        ("p/a.py", "import os\n"),
        ("p/b.py", "def f():\n    import p.c\n"),
        ("p/c.py", ""),
    ]);
    let loaded = graph.loaded_by(graph.find("p.b").unwrap());
    assert_eq!(names(&graph, &loaded), ["p", "p.a", "p.b"]);
}

#[test]
fn a_handler_runs_only_if_the_import_before_it_fails() {
    let graph = graph(&[
        ("p/__init__.py", ""),
        ("p/a.py", ""),
        ("m.py", "try:\n    import p.no\nexcept ImportError:\n    import p.a\n"),
        ("n.py", "try:\n    import json\nexcept ImportError:\n    import p.a\n"),
    ]);
    let runs = |module: &str| {
        let edges = graph.imports_of(graph.find(module).unwrap());
        edges.iter().any(|edge| edge.runs && edge.target == Target::Module(graph.find("p.a").unwrap()))
    };
    assert!(runs("m"));
    assert!(!runs("n"));
    assert!(graph.unresolved[0].edge.guarded);
}

#[test]
fn what_cannot_be_found_is_kept_with_its_reason() {
    let graph = graph(&[
        ("p/__init__.py", ""),
        ("p/a.py", "import p.no.more\nfrom ...x import y\n"),
        ("top.py", "from . import a\nimport elsewhere.b\n"),
    ]);
    let missing: Vec<_> =
        graph.unresolved.iter().map(|one| (one.name.as_str(), one.missing.clone())).collect();
    let within = graph.find("p").unwrap();
    assert_eq!(
        missing,
        [
            ("p.no.more", Missing::NotFound { within }),
            ("...x", Missing::BeyondTop(1)),
            (".", Missing::NoPackage)
        ]
    );
    assert_eq!(imports(&graph, "top"), ["(elsewhere.b) eager"]);
}

#[test]
fn a_package_hides_the_module_of_its_name_and_a_module_a_bare_folder() {
    let graph = graph(&[
        ("x.py", ""),
        ("x/__init__.py", ""),
        ("y.py", ""),
        ("y/z.py", ""),
        ("p/__init__.py", ""),
        ("p/not-a-name.py", ""),
    ]);
    let unreachable =
        |path: &str| graph.modules.iter().find(|module| module.path == Path::new(path)).unwrap().unreachable;
    assert_eq!(unreachable("x.py"), Some(Unreachable::Hidden(graph.find("x").unwrap())));
    assert_eq!(unreachable("y/z.py"), Some(Unreachable::Hidden(graph.find("y").unwrap())));
    assert_eq!(unreachable("p/not-a-name.py"), Some(Unreachable::NoIdentifier));
    assert_eq!(unreachable("x/__init__.py"), None);
}

#[test]
fn members_of_a_monorepo_see_themselves_first() {
    let graph = graph(&[
        ("one/pyproject.toml", ""),
        ("one/src/alpha/__init__.py", ""),
        ("one/tests/__init__.py", ""),
        ("one/tests/helper.py", ""),
        ("one/tests/test_a.py", "from tests import helper\nimport alpha\n"),
        ("two/pyproject.toml", ""),
        ("two/src/beta/__init__.py", "import alpha\n"),
        ("two/tests/__init__.py", ""),
        ("two/tests/helper.py", ""),
        ("two/tests/test_b.py", "from tests import helper\n"),
    ]);
    assert_eq!(imports(&graph, "beta"), ["alpha eager"]);
    let id = graph.modules.iter().position(|module| module.name == "tests.test_b").unwrap();
    let Target::Module(target) = graph.imports_of(id as u32)[0].target else { panic!() };
    assert_eq!(graph.modules[target as usize].path, Path::new("two/tests/helper.py"));
    assert!(graph.modules.iter().all(|module| module.unreachable.is_none()));
}

#[test]
fn roots_are_found_by_themselves() {
    let folder = Folder::new(&[
        ("pyproject.toml", ""),
        ("src/p/__init__.py", ""),
        ("my-scripts/run.py", "import helper\n"),
        ("my-scripts/helper.py", ""),
        ("tests/test_p.py", "import shared\n"),
        ("tests/shared.py", ""),
    ]);
    let walk = folder.walk(&options());
    let tree = Tree::new(&walk);
    let layout = Layout::new(&tree, &[]);
    let roots: Vec<_> = layout
        .roots
        .iter()
        .map(|root| (tree.walk.folders[root.folder as usize].path.to_str().unwrap(), root.kind))
        .collect();
    assert_eq!(roots, [("src", RootKind::Src), ("", RootKind::Member), ("my-scripts", RootKind::Scripts)]);
    let graph = graph_of(&folder);
    assert_eq!(imports(&graph, "run"), ["helper eager"]);
    // A test finds its neighbour because its folder comes first on the search path.
    assert_eq!(imports(&graph, "tests.test_p"), ["tests.shared eager"]);
}

#[test]
fn a_root_may_be_a_package_itself() {
    let graph = graph(&[
        ("pyproject.toml", ""),
        ("__init__.py", "from . import a\nfrom .b import x\n"),
        ("a.py", "from ..c import d\n"),
        ("b.py", "x = 1\n"),
    ]);
    assert_eq!(imports(&graph, "__init__"), ["a eager", "b eager"]);
    assert_eq!(graph.unresolved[0].missing, Missing::BeyondTop(0));
}

#[test]
fn a_folder_of_other_things_is_no_package() {
    let graph = graph(&[("docker/Dockerfile", ""), ("m.py", "import docker\n")]);
    assert_eq!(imports(&graph, "m"), ["(docker) eager"]);
}

#[test]
fn what_is_passed_over_is_listed_with_the_reason() {
    let folder = Folder::new(&[
        (".gitignore", "generated.py\n/out/\n"),
        ("generated.py", ""),
        ("out/a.py", ""),
        ("node_modules/b.py", ""),
        ("venv/pyvenv.cfg", ""),
        ("venv/c.py", ""),
        ("kept/out/d.py", ""),
        ("left/e.py", ""),
    ]);
    let walk = folder.walk(&Options { exclude: vec!["left".to_owned()], ..options() });
    let skipped: Vec<_> = walk
        .skipped
        .iter()
        .map(|skipped| (skipped.path.to_str().unwrap(), skipped.reason.as_str()))
        .collect();
    assert_eq!(
        skipped,
        [
            ("generated.py", "ignored by .gitignore"),
            ("left", "excluded by the configuration"),
            ("node_modules", "packages of JavaScript"),
            ("out", "ignored by .gitignore"),
            ("venv", "a virtual environment")
        ]
    );
    let files: Vec<_> = walk.files.iter().map(|file| file.path.to_str().unwrap()).collect();
    assert_eq!(files, ["kept/out/d.py"]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_once_and_loops_end() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new(&[("p/__init__.py", ""), ("p/a.py", ""), ("m.py", "import alias.a\n")]);
    symlink(folder.0.join("p"), folder.0.join("alias")).unwrap();
    symlink(&folder.0, folder.0.join("p/loop")).unwrap();
    symlink(folder.0.join("nowhere.py"), folder.0.join("dangling.py")).unwrap();
    let walk = folder.walk(&options());
    assert_eq!(walk.files.len(), 4);
    let dangling = walk.files.iter().find(|file| file.path == Path::new("dangling.py")).unwrap();
    assert_eq!(dangling.unread.as_ref().unwrap().reason, "a link that leads nowhere");
    let graph = graph_of(&folder);
    assert_eq!(imports(&graph, "m"), ["p implicit", "p.a eager"]);
}

#[test]
fn threads_do_not_change_the_result() {
    let files: Vec<(String, String)> = (0..300)
        .map(|n| (format!("p{}/m{n}.py", n % 7), format!("import p{}.m{}\n", (n + 1) % 7, n + 1)))
        .collect();
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let folder = Folder::new(&files);
    let shown = |threads| {
        let walk = folder.walk(&Options { threads, ..options() });
        let tree = Tree::new(&walk);
        let layout = Layout::new(&tree, &[]);
        let graph = link(&tree, &layout, &LinkOptions { reading: options(), ..LinkOptions::default() });
        graph.modules_to_json(0..graph.modules.len() as u32, Filter::ALL, true)
    };
    assert_eq!(shown(1), shown(8));
}

#[test]
fn chains_are_the_shortest_and_all_of_them() {
    let graph = graph(&[
        ("a.py", "import b\nimport c\n"),
        ("b.py", "import d\n"),
        ("c.py", "import d\nimport a\n"),
        ("d.py", ""),
    ]);
    let find = |name| graph.find(name).unwrap();
    let chains = graph.shortest_chains(find("a"), find("d"), Filter::ALL, 10);
    let chains: Vec<_> = chains.iter().map(|chain| names(&graph, chain)).collect();
    assert_eq!(chains, [["a", "b", "d"], ["a", "c", "d"]]);
    assert!(graph.shortest_chains(find("d"), find("a"), Filter::ALL, 10).is_empty());
    let around = graph.shortest_chains(find("a"), find("a"), Filter::ALL, 10);
    assert_eq!(names(&graph, &around[0]), ["a", "c", "a"]);
    assert_eq!(names(&graph, &graph.reachable(find("d"), Filter::ALL, true)), ["a", "b", "c"]);
}

#[test]
fn elementary_cycles_are_found_once_each() {
    let graph = graph(&[
        ("a.py", "import b\nimport c\n"),
        ("b.py", "import a\nimport c\n"),
        ("c.py", "import a\n"),
        ("d.py", "import d2\n"),
        ("d2.py", "import d\n"),
    ]);
    let cycles = graph.elementary_cycles(Filter::ALL, 100);
    let mut cycles: Vec<_> = cycles.iter().map(|cycle| names(&graph, cycle).join(" ")).collect();
    cycles.sort();
    assert_eq!(cycles, ["a b", "a b c", "a c", "d d2"]);
    assert_eq!(graph.elementary_cycles(Filter::ALL, 2).len(), 2);
}
