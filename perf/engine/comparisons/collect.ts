/** @module Loaded first in every thread of a measured process, under `--expose-gc`: collects garbage every two seconds, so that what waits for the collector does not count. */
const collect = (globalThis as { gc?: () => void }).gc;
if (collect === undefined) throw new TypeError("needs --expose-gc");
setInterval(collect, 2000).unref();
