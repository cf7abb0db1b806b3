/// Control groups: what a container may use, what it has used, and the lever to freeze or kill it.
///
/// [CgroupHost] is what the host offers, found once at start: version 1 (one hierarchy for each
/// controller, also beside a version 2 without controllers), or version 2. [CgroupFeatures] says
/// which limits that host can apply and turns the others into Docker's warnings. A plan is pure:
/// it maps resources to an ordered list of writes, one class for each version; what the two
/// versions call differently is converted there. [Cgroups] carries plans out and hands back a
/// [Cgroup], the one owner of the directories.
///
/// Invariants:
/// 1. A creation that fails half-way removes what it made, except the shared parent directories.
/// 2. Nothing is written outside the directories of the cgroup itself, except that parents get
///    their processors (`cpuset`) or their controllers (`cgroup.subtree_control`) so that a child
///    can have them.
/// 3. No process is moved from here. A launch joins by itself, as [Join] tells it; so no process of
///    a container ever runs outside its limits.
@NullMarked
package dev.caisson.cgroup;

import org.jspecify.annotations.NullMarked;
