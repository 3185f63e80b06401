// Keeps the name a person gave in their browser, so that a page that is loaded again still notes it (docs/decisions/0611).

const A_YEAR_S = 31536000;

export default function ({ data }) {
  document.cookie = `${data.cookie}=${encodeURIComponent(data.who)}; path=/; max-age=${data.who ? A_YEAR_S : 0}; samesite=lax`;
}
