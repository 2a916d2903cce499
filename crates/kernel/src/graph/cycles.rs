//! Strongly connected components, and the elementary cycles in them.

use super::{Filter, Graph};
use crate::modules::NOBODY;
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::VecDeque;

impl Graph {
    /// The components of two or more modules, each sorted, ordered by their first module.
    #[must_use]
    pub fn components(&self, filter: Filter) -> Vec<Vec<u32>> {
        components(&self.successors(filter), |_| true)
    }

    /// For each component, in the same order, a shortest elementary cycle in it: modules in order of import,
    /// the first not repeated. Of several the one that begins with the first module is taken.
    #[must_use]
    pub fn shortest_cycles(&self, filter: Filter) -> Vec<(Vec<u32>, Vec<u32>)> {
        let successors = self.successors(filter);
        let mut component_of = vec![NOBODY; self.modules.len()];
        let components = components(&successors, |_| true);
        for (id, component) in components.iter().enumerate() {
            for &module in component {
                component_of[module as usize] = id as u32;
            }
        }
        let cycles = components.into_iter().enumerate().map(|(id, component)| {
            let inside = |module: u32| component_of[module as usize] == id as u32;
            let mut best: Vec<u32> = Vec::new();
            for &start in &component {
                let limit = if best.is_empty() { usize::MAX } else { best.len() - 1 };
                if let Some(cycle) = cycle_through(&successors, start, inside, limit) {
                    best = cycle;
                }
                if best.len() == 2 {
                    break;
                }
            }
            (component, best)
        });
        cycles.collect()
    }

    /// Elementary cycles, at most `limit`, by Johnson's algorithm (SIAM J. Comput. 4, 1975): each begins with
    /// its first module; they are ordered by component, then by it.
    #[must_use]
    pub fn elementary_cycles(&self, filter: Filter, limit: usize) -> Vec<Vec<u32>> {
        let successors = self.successors(filter);
        let mut cycles = Vec::new();
        for component in components(&successors, |_| true) {
            for &start in &component {
                // Only modules from `start` on, so that each cycle is found once.
                let rest = |module: u32| module >= start && component.binary_search(&module).is_ok();
                let rest = components(&successors, rest);
                let Some(rest) = rest.iter().find(|rest| rest[0] == start) else { continue };
                Johnson::new(&successors, rest, limit, &mut cycles).run(start);
                if cycles.len() >= limit {
                    return cycles;
                }
            }
        }
        cycles
    }
}

/// The components of two or more among the modules that `admits` lets through.
fn components(successors: &[Vec<u32>], admits: impl Fn(u32) -> bool) -> Vec<Vec<u32>> {
    let mut graph = DiGraph::<(), (), u32>::with_capacity(successors.len(), 0);
    for _ in successors {
        graph.add_node(());
    }
    for (module, targets) in successors.iter().enumerate() {
        for &target in targets.iter().filter(|&&target| admits(module as u32) && admits(target)) {
            graph.add_edge(NodeIndex::new(module), NodeIndex::new(target as usize), ());
        }
    }
    let mut components: Vec<Vec<u32>> = tarjan_scc(&graph)
        .into_iter()
        .filter(|component| component.len() > 1)
        .map(|component| {
            let mut component: Vec<u32> = component.iter().map(|node| node.index() as u32).collect();
            component.sort_unstable();
            component
        })
        .collect();
    components.sort();
    components
}

/// A shortest cycle through `start` of at most `limit` modules.
fn cycle_through(
    successors: &[Vec<u32>],
    start: u32,
    inside: impl Fn(u32) -> bool,
    limit: usize,
) -> Option<Vec<u32>> {
    let mut before = rustc_hash::FxHashMap::default();
    let mut queue = VecDeque::from([(start, 1)]);
    while let Some((module, length)) = queue.pop_front() {
        if length > limit {
            return None;
        }
        for &target in successors[module as usize].iter().filter(|&&target| inside(target)) {
            if target == start {
                let mut cycle = vec![module];
                let mut at = module;
                while at != start {
                    at = before[&at];
                    cycle.push(at);
                }
                cycle.reverse();
                return Some(cycle);
            }
            before.entry(target).or_insert_with(|| {
                queue.push_back((target, length + 1));
                module
            });
        }
    }
    None
}

/// The state of one search for the cycles through one module.
struct Johnson<'a> {
    successors: &'a [Vec<u32>],
    component: &'a [u32],
    blocked: Vec<bool>,
    blocks: Vec<Vec<u32>>,
    path: Vec<u32>,
    limit: usize,
    cycles: &'a mut Vec<Vec<u32>>,
}

impl<'a> Johnson<'a> {
    fn new(
        successors: &'a [Vec<u32>],
        component: &'a [u32],
        limit: usize,
        cycles: &'a mut Vec<Vec<u32>>,
    ) -> Self {
        let count = successors.len();
        let (blocked, blocks) = (vec![false; count], vec![Vec::new(); count]);
        Self { successors, component, blocked, blocks, path: Vec::new(), limit, cycles }
    }

    /// Depth first, with a stack of its own: chains may be long.
    fn run(&mut self, start: u32) {
        let mut stack = vec![(start, 0, false)];
        self.path.push(start);
        self.blocked[start as usize] = true;
        while let Some((module, next, closed)) = stack.last_mut() {
            if self.cycles.len() >= self.limit {
                return;
            }
            let (at, successors) = (*module, self.successors);
            if let Some(&target) = successors[at as usize].get(*next) {
                *next += 1;
                if self.component.binary_search(&target).is_err() {
                    continue;
                }
                if target == start {
                    self.cycles.push(self.path.clone());
                    *closed = true;
                } else if !self.blocked[target as usize] {
                    self.path.push(target);
                    self.blocked[target as usize] = true;
                    stack.push((target, 0, false));
                }
                continue;
            }
            let closed = *closed;
            stack.pop();
            self.path.pop();
            if closed {
                self.unblock(at);
                if let Some(outer) = stack.last_mut() {
                    outer.2 = true;
                }
            } else {
                for &target in &successors[at as usize] {
                    if self.component.binary_search(&target).is_ok()
                        && !self.blocks[target as usize].contains(&at)
                    {
                        self.blocks[target as usize].push(at);
                    }
                }
            }
        }
    }

    fn unblock(&mut self, module: u32) {
        let mut queue = vec![module];
        while let Some(module) = queue.pop() {
            if std::mem::replace(&mut self.blocked[module as usize], false) {
                queue.append(&mut self.blocks[module as usize]);
            }
        }
    }
}
