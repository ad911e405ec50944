/** Shared by the vendor's pages. */
export const pageStyle = `
section{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:14px 16px;margin:12px 0}
section h2{font-size:15px;margin:0 0 8px}
section p{margin:6px 0}
fieldset{border:1px solid var(--line);border-radius:10px;padding:10px 14px;margin:12px 0;display:grid;gap:8px}
legend{padding:0 6px;font-weight:600}
label{display:flex;gap:8px;align-items:baseline}
form{display:grid;gap:10px}
form.inline{display:inline-grid;margin:4px 8px 4px 0}
.amount{font-size:28px;font-weight:600;margin:4px 0}
.notice{background:var(--warn-soft);color:var(--warn);border-radius:10px;padding:10px 14px}
.row{display:flex;flex-wrap:wrap;gap:6px 12px;align-items:center;justify-content:space-between;border-top:1px solid var(--line);padding:8px 0}
.row:first-of-type{border-top:0}
`;

/** `¥200.00`, as both languages write it. */
export const money = (amount: number, currency: string): string =>
  new Intl.NumberFormat('zh-CN', { style: 'currency', currency }).format(amount / 100);

export const day = (seconds: number): string =>
  new Date(seconds * 1_000).toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
