// Knows when Sao has come to rest (no request under way, no short timer pending), and what it
// objects to (a dialog that wants an answer). Runs before Sao's own scripts.
(() => {
  if (window.botsCalm) return;
  const IDLE_TICKS = 4;
  const later = window.setTimeout.bind(window);
  const forget = window.clearTimeout.bind(window);
  const timers = new Map(); // delays by id
  let requests = 0;

  const { open, send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    this.botsWaits = !/\/bus\b/.test(url); // the notification bus is always under way
    return open.call(this, method, url, ...rest);
  };
  XMLHttpRequest.prototype.send = function (...args) {
    if (!this.botsWaits) return send.apply(this, args);
    requests += 1;
    this.addEventListener('loadend', () => { requests -= 1; }, { once: true });
    return send.apply(this, args);
  };
  window.setTimeout = (work, delay = 0, ...args) => {
    if (typeof work !== 'function') return later(work, delay, ...args);
    const id = later((...given) => { timers.delete(id); return work(...given); }, delay, ...args);
    timers.set(id, delay);
    return id;
  };
  window.clearTimeout = (id) => { timers.delete(id); forget(id); };

  const KINDS = ['user-warning-dialog', 'warning-dialog', 'error-dialog', 'confirmation-dialog',
    'ask-dialog', 'message-dialog'];
  const objection = () => {
    for (const modal of document.querySelectorAll('.modal.in')) {
      const kind = KINDS.find((name) => modal.classList.contains(name)
        || modal.querySelector(`.${name}`));
      if (!kind) continue;
      const password = modal.querySelector('input[type=password]') !== null;
      return { kind: password ? 'password' : kind, text: modal.innerText.trim() };
    }
    return null;
  };
  const waits = (longest) => requests > 0 || [...timers.values()].some((delay) => delay <= longest);
  const settle = (longest, cap) => new Promise((resolve) => {
    const start = performance.now();
    // a batch is confirmed for a minute: looked at less often then
    const pause = () => (performance.now() - start > 500 ? 25 : 5);
    let idle = 0;
    const tick = () => {
      idle = waits(longest) ? 0 : idle + 1;
      const found = objection();
      if (found && idle > 0) resolve(found);
      else if (idle >= IDLE_TICKS) resolve(null);
      else if (performance.now() - start > cap) resolve({ kind: 'busy', text: '' });
      else later(tick, pause());
    };
    tick();
  });
  window.botsCalm = { settle };
})();
