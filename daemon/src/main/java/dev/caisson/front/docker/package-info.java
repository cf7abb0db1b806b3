/// The Docker Engine API: which path is answered by what, and how requests and answers look.
///
/// A request goes through [DockerApi]: its version is checked, a `Route` is found, the endpoint
/// (one class per noun) reads parameters from its `Call`, asks the engine, and gives back an
/// answer; a [dev.caisson.fault.Fault] becomes Docker's status and `{"message": …}`. Endpoints know
/// only version 1.51: what older clients send and get is changed before and after them (package
/// `shape`). Wire records are made and read in package `convert` and go no further.
///
/// Texts and statuses are those of dockerd 28.5 where clients can see them. One difference is on
/// purpose: a malformed number in a query is 400 here and 500 there.
@NullMarked
package dev.caisson.front.docker;

import org.jspecify.annotations.NullMarked;
