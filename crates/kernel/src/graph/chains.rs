//! How one module comes to import another.

use super::{Filter, Graph};
use crate::modules::NOBODY;
use std::collections::VecDeque;

impl Graph {
    /// Everything that can be reached from `start` (or, `backwards`, that reaches it), without itself unless
    /// a cycle leads back; sorted.
    #[must_use]
    pub fn reachable(&self, start: u32, filter: Filter, backwards: bool) -> Vec<u32> {
        let next = if backwards { self.predecessors(filter) } else { self.successors(filter) };
        let mut seen = vec![false; self.modules.len()];
        let mut queue = vec![start];
        while let Some(module) = queue.pop() {
            for &target in &next[module as usize] {
                if !std::mem::replace(&mut seen[target as usize], true) {
                    queue.push(target);
                }
            }
        }
        (0..seen.len() as u32).filter(|&module| seen[module as usize]).collect()
    }

    /// The shortest chains of modules from `from` to `to`, both included: all of one length, at most `limit`
    /// of them, in order of the imports that begin them. Empty if there is none.
    #[must_use]
    pub fn shortest_chains(&self, from: u32, to: u32, filter: Filter, limit: usize) -> Vec<Vec<u32>> {
        let successors = self.successors(filter);
        let distance = distances(&successors, &self.predecessors(filter), to);
        // A chain from a module to itself has to leave it first.
        let first: Vec<u32> = if from == to {
            let nearest = successors[from as usize].iter().map(|&next| distance[next as usize]).min();
            let nearest = nearest.filter(|&nearest| nearest != NOBODY);
            successors[from as usize]
                .iter()
                .copied()
                .filter(|&next| Some(distance[next as usize]) == nearest)
                .collect()
        } else if distance[from as usize] == NOBODY {
            Vec::new()
        } else {
            closer(&successors, &distance, from).collect()
        };
        let mut chains = Vec::new();
        let mut stack: Vec<Vec<u32>> = first.into_iter().rev().map(|next| vec![from, next]).collect();
        while let Some(chain) = stack.pop() {
            let last = chain[chain.len() - 1];
            if last == to {
                chains.push(chain);
                if chains.len() >= limit {
                    break;
                }
                continue;
            }
            let longer =
                closer(&successors, &distance, last).map(|next| [chain.as_slice(), &[next]].concat());
            let mut longer: Vec<_> = longer.collect();
            longer.reverse();
            stack.extend(longer);
        }
        chains
    }
}

/// The successors of `module` that are one step nearer.
fn closer<'a>(
    successors: &'a [Vec<u32>],
    distance: &'a [u32],
    module: u32,
) -> impl Iterator<Item = u32> + 'a {
    let next = successors[module as usize].iter().copied();
    next.filter(move |&next| {
        distance[next as usize] != NOBODY && distance[next as usize] + 1 == distance[module as usize]
    })
}

/// The number of imports from every module to `to`; [`NOBODY`] where there is no way.
fn distances(successors: &[Vec<u32>], predecessors: &[Vec<u32>], to: u32) -> Vec<u32> {
    let mut distance = vec![NOBODY; successors.len()];
    distance[to as usize] = 0;
    let mut queue = VecDeque::from([to]);
    while let Some(module) = queue.pop_front() {
        for &importer in &predecessors[module as usize] {
            if distance[importer as usize] == NOBODY {
                distance[importer as usize] = distance[module as usize] + 1;
                queue.push_back(importer);
            }
        }
    }
    distance
}
