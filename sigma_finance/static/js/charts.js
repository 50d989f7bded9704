// Draws the charts of a page from the figures that it names; the tables beside them say the same without script.

const MOST_LETTERS = 18;

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--color-${name}`).trim();

const cut = (text) => (text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text);

// Amounts come in minor units: whole ones on the axis, exact ones where the pointer is.
const writers = ({ currency, digits }) => {
  const units = (minor) => minor / 10 ** digits;
  const axis = new Intl.NumberFormat("en-US", { style: "currency", currency, notation: "compact", maximumFractionDigits: 1 });
  const exact = new Intl.NumberFormat("en-US", { style: "currency", currency });
  return { axis: (minor) => axis.format(units(minor)), exact: (minor) => exact.format(units(minor)) };
};

const series = (key, label, ink, bars) => ({
  label,
  data: bars.map((bar) => bar[key]),
  backgroundColor: colour(ink),
  borderRadius: 3,
  maxBarThickness: 28,
  categoryPercentage: 0.7,
  barPercentage: 0.9,
});

const scales = (lying, bars, write) => {
  const ink = colour("ink-soft");
  const amounts = {
    beginAtZero: true,
    border: { display: false },
    grid: { color: colour("line") },
    ticks: { color: ink, maxTicksLimit: 6, callback: (minor) => write.axis(minor) },
  };
  const names = {
    border: { color: colour("line") },
    grid: { display: false },
    ticks: { color: ink, maxRotation: 0, callback: (place) => (lying ? cut(bars[place].label) : bars[place].label.split(" ")) },
  };
  return lying ? { x: amounts, y: names } : { x: names, y: amounts };
};

const draw = (place, bars, write) => {
  const lying = place.dataset.chart !== "months";
  const sets = [series("collected", "Collected", "accent", bars)];
  if ("both" in place.dataset) sets.unshift(series("charged", "Charged", "control", bars));
  const told = (item) => `${item.dataset.label} ${write.exact(item.raw)}`;
  return new Chart(place.querySelector("canvas"), {
    type: "bar",
    data: { labels: bars.map((bar) => bar.label), datasets: sets },
    options: {
      animation: false,
      indexAxis: lying ? "y" : "x",
      interaction: { mode: "index", axis: lying ? "y" : "x", intersect: false },
      maintainAspectRatio: false,
      plugins: { legend: { display: false }, tooltip: { callbacks: { label: told } } },
      scales: scales(lying, bars, write),
    },
  });
};

const begin = async (page) => {
  const answer = await fetch(page.dataset.charts, { headers: { Accept: "application/json" } });
  const all = [...page.querySelectorAll("[data-chart]")];
  if (!answer.ok) {
    for (const place of all) place.hidden = true;
    return;
  }
  const figures = await answer.json();
  const write = writers(figures);
  const places = all.filter((place) => figures.charts[place.dataset.chart].length);
  for (const place of all) place.hidden = !places.includes(place);
  for (const key of page.querySelectorAll("[data-chart-key]")) key.hidden = false;
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  const drawAll = () => places.map((place) => draw(place, figures.charts[place.dataset.chart], write));
  let drawn = drawAll();
  // The system's colours may change while the page is open.
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    drawn.forEach((chart) => chart.destroy());
    drawn = drawAll();
  });
};

document.querySelectorAll("[data-charts]").forEach(begin);
