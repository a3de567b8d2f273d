// Changes of the sale form, made as it arrives; `CHANGE` and `SEED` are put in by the test.
(() => {
  let seed = SEED;
  const dice = () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed / 2147483648;
  };
  const all = (css, root = document) => [...root.querySelectorAll(css)];
  const any = (list) => list[Math.floor(dice() * list.length)];
  const rows = () => [
    ...all('#sale-lines tbody tr'),
    ...all('tr', document.querySelector('#line-pattern').content),
  ];
  const changes = {
    'renamed classes'(form) {
      all('[class]').forEach((one) => { one.className = 'c' + Math.floor(dice() * 1e6); });
    },
    'wrapped fields'(form) {
      all('label').forEach((one) => { const box = document.createElement('div'); one.replaceWith(box); box.append(one); });
    },
    'reordered fields'(form) {
      const grid = form.querySelector('.grid');
      all('label', grid).sort(() => dice() - 0.5).forEach((one) => grid.append(one));
    },
    'reordered columns'(form) {
      all('tr', document.querySelector('#sale-lines')).concat(all('tr', document.querySelector('#line-pattern').content)).forEach((row) => row.append(row.children[1]));
    },
    'an added field'(form) {
      const more = document.createElement('label');
      more.textContent = 'Warehouse';
      more.innerHTML += '<input name=warehouse>';
      form.querySelector('.grid').prepend(more);
    },
    'other words for texts'(form) {
      document.title = 'x';
      all('h1').forEach((one) => { one.textContent = 'Order entry'; });
    },
    'a promotion'(form) {
      document.body.insertAdjacentHTML('beforeend', '<div class=overlay role=dialog><button onclick="this.parentNode.remove()">OK</button></div>');
    },
    'a slow script'(form) {
      form.style.visibility = 'hidden';
      setTimeout(() => { form.style.visibility = ''; }, 300);
    },
    'a renamed label'(form) {
      const one = any(all('label', form));
      one.firstChild.textContent = 'Remark no. 7';
    },
    'labels that changed places'(form) {
      const [a, b] = all('label.half', form);
      const text = a.firstChild.textContent;
      a.firstChild.textContent = b.firstChild.textContent;
      b.firstChild.textContent = text;
    },
    'names that changed places'(form) {
      const { ship_to, note } = form.elements;
      ship_to.name = 'x';
      note.name = 'ship_to';
      ship_to.name = 'note';
    },
    "columns' labels that changed places"(form) {
      rows().forEach((row) => { const [, q, p] = all('input', row); const text = q.getAttribute('aria-label'); q.setAttribute('aria-label', p.getAttribute('aria-label')); p.setAttribute('aria-label', text); });
    },
    'a removed field'(form) {
      any(all('label', form)).remove();
    },
    'a second field of the name'(form) {
      const one = any(all('label', form));
      one.after(one.cloneNode(true));
    },
    'a field that must be filled'(form) {
      form.insertAdjacentHTML('afterbegin', '<label>Warehouse<input name=warehouse required></label>');
    },
    'a field cut to ten letters'(form) {
      form.elements.ship_to.maxLength = 10;
      form.elements.ship_to.addEventListener('input', (e) => { e.target.value = e.target.value.slice(0, 10); });
    },
    'rounded numbers'(form) {
      form.addEventListener('input', (e) => { if (/quantity|unit_price/.test(e.target.name)) e.target.value = Math.round(Number(e.target.value)); });
    },
    'numbers of another country'(form) {
      form.addEventListener('change', (e) => { if (e.target.name === 'unit_price') e.target.value = e.target.value.replace('.', ','); });
      all('#sale-total').forEach((one) => { one.textContent = '0,00'; });
    },
    'a currency that follows the customer'(form) {
      form.elements.customer.addEventListener('change', () => setTimeout(() => { form.elements.currency.value = 'EUR'; }, 0));
    },
    'a date that jumps'(form) {
      form.addEventListener('input', () => { form.elements.date.value = '2020-01-01'; });
    },
    'a line that is there already'(form) {
      const row = rows()[0].cloneNode(true);
      all('input', row).forEach((one, n) => { one.value = ['TEA-0100', '1', '1.00'][n]; });
      document.querySelector('#sale-lines tbody').append(row);
    },
    "no lines' table"(form) {
      document.querySelector('#sale-lines').remove();
    },
    'renamed ids'(form) {
      all('[id]').forEach((one) => { one.id = 'i' + one.id; });
    },
    'a button of another name'(form) {
      all('.actions button', form).forEach((one) => { one.textContent = 'Save and confirm'; });
    },
    'two buttons of the name'(form) {
      const one = form.querySelector('.actions button');
      one.after(one.cloneNode(true));
    },
    'a disabled button'(form) {
      all('.actions button', form).forEach((one) => { one.disabled = true; });
    },
    'no choices yet'(form) {
      form.elements.customer.innerHTML = '';
    },
    'fields that are no fields'(form) {
      all('input, textarea', form).forEach((one) => { if (one.name === 'note') { const box = document.createElement('div'); box.contentEditable = 'true'; one.replaceWith(box); } });
    },
    'a note of its own'(form) {
      form.elements.note.addEventListener('input', (e) => { e.target.value += ' (via web)'; });
    },
    'another total'(form) {
      setInterval(() => { document.querySelector('#sale-total').textContent = '1.00'; }, 5);
    },
  };
  document.addEventListener('DOMContentLoaded', () => {
    const form = document.querySelector('#sale-form');
    if (form) changes[CHANGE](form);
  });
})();
