// Fetches inside the signed-in page: with its cookies, many at once, no layout, no images.
// bots.transport_fetch installs it once a page: `ask` adds to what is asked, `take` waits for at
// least one answer and gives all that have come.
((limit, seconds) => {
  const asked = [], came = [];
  let busy = 0, wake = null;

  const charset = (type, bytes) => {
    const head = () => new TextDecoder("latin1").decode(bytes.subarray(0, 2000));
    const named = /charset=["']?([\w-]+)/i.exec(type) ?? /<meta[^>]+charset=["']?([\w-]+)/i.exec(head());
    return named ? named[1] : "utf-8";
  };

  const decode = (type, bytes) => {
    try { return new TextDecoder(charset(type, bytes)).decode(bytes); }
    catch { return new TextDecoder().decode(bytes); }
  };

  // A redirect to another site cannot be followed by fetch: it is how many sites send one to
  // sign in, and looks like a lost connection unless asked for.
  const wasSentAway = async (url) => {
    try { return (await fetch(url, { redirect: "manual" })).type === "opaqueredirect"; }
    catch { return false; }
  };

  const bring = async ({ id, url, headers }) => {
    const start = performance.now();
    try {
      const answer = await fetch(url, {
        headers, credentials: "include", cache: "no-store",
        signal: AbortSignal.timeout(seconds * 1000),
      });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      const type = answer.headers.get("content-type") ?? "";
      return {
        id, url: answer.url, status: answer.status, type, text: decode(type, bytes),
        headers: Object.fromEntries(answer.headers), ms: performance.now() - start,
      };
    } catch (error) {
      const late = error.name === "TimeoutError";
      return { id, url, failed: late ? "late" : (await wasSentAway(url)) ? "away" : "lost", ms: performance.now() - start };
    }
  };

  const go = () => {
    while (busy < limit && asked.length) {
      busy += 1;
      bring(asked.shift()).then((answer) => { busy -= 1; came.push(answer); go(); wake?.(); });
    }
  };

  globalThis.__bots = {
    ask: (more) => { asked.push(...more); go(); },
    take: async () => {
      if (!came.length) await new Promise((resolve) => { wake = resolve; });
      wake = null;
      return JSON.stringify(came.splice(0));
    },
  };
})
