// Words of the scripts in the page's language, and the two places where results and failures are read out.
export const russian = document.documentElement.lang !== "en";

export const say = (ru, en) => (russian ? ru : en);

let ends = 0;

export function tell(words) {
  const said = document.getElementById("said");
  said.textContent = words;
  clearTimeout(ends);
  ends = setTimeout(() => (said.textContent = ""), 6000);
}

export function alarm(words) {
  document.getElementById("alarm").textContent = words;
}
