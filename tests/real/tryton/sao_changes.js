// Changes of Sao's sale form, made whenever it draws; `CHANGE` is put in by the test.
(() => {
  const all = (css) => [...document.querySelectorAll(css)].filter((one) => !one.dataset.changed);
  const each = (css, work) => all(css).forEach((one) => { one.dataset.changed = '1'; work(one); });
  const typed = (css, work) => each(css, (one) => {
    one.addEventListener('input', () => work(one), true);
    one.addEventListener('change', () => work(one), true);
  });
  const changes = {
    'wrapped fields': () => each('.form-char > input[name], textarea[name]', (one) => {
      const box = document.createElement('span');
      one.replaceWith(box);
      box.append(one);
    }),
    'other labels': () => each('.form label', (one) => { one.textContent = `${one.textContent} (new)`; }),
    'more classes': () => each('.form input', (one) => one.classList.add('x-field', 'col-9')),
    'a banner': () => each('body', (one) => one.insertAdjacentHTML('afterbegin', '<p>News! <b>50</b></p>')),
    'a field beside': () => each('.form-char > input[name=reference]', (one) => {
      one.parentNode.insertAdjacentHTML('beforeend', '<input name="reference_2" value="x">');
    }),
    'a renamed field': () => each('input[name=reference]', (one) => { one.name = 'external_reference'; }),
    'a field twice': () => each('input[name=reference]', (one) => {
      const again = one.cloneNode(true);
      again.dataset.changed = '1';
      one.after(again);
    }),
    'no comment': () => each('textarea[name=comment]', (one) => one.remove()),
    'a reference cut short': () => typed('input[name=reference]', (one) => { one.value = one.value.slice(0, 7); }),
    'a comment of its own': () => typed('textarea[name=comment]', (one) => { one.value = `${one.value} (web)`; }),
    'rounded quantities': () => typed('input[name=quantity][type=number]', (one) => { one.value = Math.round(one.value) + 1; }),
    'rounded prices': () => typed('input[name=unit_price][type=number]', (one) => { one.value = Math.round(one.value); }),
    'prices without numbers': () => each('input[name=unit_price][type=number]', (one) => { one.type = 'text'; }),
    'a calendar of another kind': () => each('.form-date input[type=date]', (one) => { one.type = 'text'; }),
    'a save button of another name': () => each('nav.toolbar button#save', (one) => { one.id = 'store'; }),
    'two save buttons': () => each('nav.toolbar button#save', (one) => {
      const again = one.cloneNode(true);
      again.dataset.changed = '1';
      one.after(again);
    }),
    'a dead save button': () => each('nav.toolbar button#save', (one) => {
      one.addEventListener('click', (event) => { event.stopImmediatePropagation(); event.preventDefault(); }, true);
    }),
    'entries in other words': () => each('li.completion a', (one) => { one.textContent = `» ${one.textContent}`; }),
    'entries twice': () => each('li.completion', (one) => {
      const again = one.cloneNode(true);
      again.dataset.changed = '1';
      one.after(again);
    }),
    'no dialog for lines': () => each('.modal.in', (one) => one.classList.remove('in')),
    'lines out of sight': () => each('.form-one2many tbody', (one) => { one.style.display = 'none'; }),
  };
  const change = changes[CHANGE];
  new MutationObserver(change).observe(document, { childList: true, subtree: true });
})();
