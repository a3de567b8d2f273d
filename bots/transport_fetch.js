// Fetches inside the signed-in page: with its cookies, many at once, no layout, no images.
// bots.transport_fetch installs it once a page: `ask` adds to what is asked; `take` adds as well,
// and gives what has come, once there is enough of it for one crossing.
((limit, seconds) => {
  const LONGEST_WAIT = 500; // milliseconds
  const asked = [], came = [];
  let busy = 0, wake = null, ripening = null, ripe = false;
  const { setTimeout, clearTimeout } = globalThis;

  // A redirect to another site cannot be followed by fetch: it is how many sites send one to
  // sign in, and looks like a lost connection unless asked for.
  const wasSentAway = async (url) => {
    try { return (await fetch(url, { redirect: "manual" })).type === "opaqueredirect"; }
    catch { return false; }
  };

  const bring = async ({ id, url, headers }) => {
    const start = performance.now();
    const took = () => performance.now() - start;
    try {
      const answer = await fetch(url, {
        headers, credentials: "include", cache: "no-store",
        signal: AbortSignal.timeout(seconds * 1000),
      });
      const body = await answer.arrayBuffer();
      const { status } = answer, size = body.byteLength;
      const told = { id, url: answer.url, status, size, ms: took() };
      return { body, told: { ...told, headers: Object.fromEntries(answer.headers) } };
    } catch (error) {
      const late = error.name === "TimeoutError";
      const failed = late ? "late" : (await wasSentAway(url)) ? "away" : "lost";
      return { body: "", told: { id, url, failed, size: 0, ms: took() } };
    }
  };

  // A crossing costs as much as a page: it waits for a few answers, but not for a slow one: half
  // as long as the first of them took.
  const enough = () =>
    ripe || came.length >= limit || (came.length > 0 && busy + asked.length === 0);
  const ripen = () => { ripe = true; wake?.(); };

  const arrived = (answer) => {
    busy -= 1;
    came.push(answer);
    go();
    ripening ??= setTimeout(ripen, Math.min(answer.told.ms / 2, LONGEST_WAIT));
    if (enough()) wake?.();
  };

  const go = () => {
    while (busy < limit && asked.length) {
      busy += 1;
      bring(asked.shift()).then(arrived);
    }
  };

  // Squeezed, all bodies are one short text of plain letters: a page as it is would be escaped,
  // copied and read by four processes on its way, which costs more than fetching it.
  const squeezed = (bodies) => new Response(
    new Blob(bodies).stream().pipeThrough(new CompressionStream("deflate-raw"))).blob();

  const letters = (blob) => new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });

  const ask = (more) => { asked.push(...more); go(); };

  const take = async (more) => {
    ask(more);
    if (!enough()) await new Promise((resolve) => { wake = resolve; });
    clearTimeout(ripening);
    wake = ripening = null;
    ripe = false;
    const taken = came.splice(0);
    const bodies = await letters(await squeezed(taken.map(({ body }) => body)));
    return { answers: taken.map(({ told }) => told), bodies };
  };

  globalThis.__bots = { ask, take };
})
