#pragma once

// What is the same on every page of a report. No part of it fetches anything: the page's policy forbids it, too.

namespace asrg {

constexpr const char* page_style = R"(
:root{--ink:#1b1f23;--soft:#57606a;--line:#d8dee4;--blue:#1d6fa5}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1120px;padding:20px 16px 48px;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:#fff}
h1{font-size:1.6rem;margin:.2em 0}h2{font-size:1.2rem;margin:1.8em 0 .6em}
p{margin:.4em 0}.soft,figcaption{color:var(--soft);font-size:.9rem}
figure{margin:0}
.top{display:flex;flex-wrap:wrap;gap:24px;align-items:flex-start}.top>div{flex:1 1 300px;min-width:0}
.turn{position:relative;width:min(100%,320px);aspect-ratio:1;overflow:hidden;border:1px solid var(--line);border-radius:6px;touch-action:pan-y;cursor:ew-resize}
.turn img{position:absolute;left:0;top:0;height:100%;max-width:none;user-select:none;-webkit-user-drag:none}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr));gap:12px}
.plot{width:100%;height:auto;display:block}
.plot text{font:12px system-ui,sans-serif;fill:var(--soft)}.plot .name{font-weight:600;fill:var(--ink)}
.frame{fill:none;stroke:#9aa4ae}.grid{stroke:#e8ebee}.line{fill:none;stroke:var(--blue);stroke-width:2}
.point circle{fill:var(--blue);stroke:#fff;stroke-width:1.5}.point:hover circle,.point:focus circle{r:7px;fill:#c4561a}.point{outline:none;cursor:pointer}
#tip{position:fixed;z-index:9;max-width:min(90vw,320px);padding:6px 10px;border-radius:5px;background:#1b1f23;color:#fff;font-size:.85rem;pointer-events:none;visibility:hidden}
.wide{overflow-x:auto;margin-top:12px}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
th,td{padding:4px 10px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}th:first-child,td:first-child{text-align:left}
th{color:var(--soft);font-weight:600}td a{color:var(--blue)}
.crops{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,320px),1fr));gap:14px}
.crops img{width:100%;height:auto;display:block;border:1px solid var(--line)}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f5f7f9;padding:10px 12px;border-radius:6px;font-size:.85rem}
@media print{body{max-width:none;padding:0;font-size:11pt}section,figure,tr,.plot{break-inside:avoid}h2{break-after:avoid}.wide{overflow:visible}table{font-size:7.5pt}
th,td{padding:2px 4px}.plots{grid-template-columns:repeat(3,1fr)}.crops{grid-template-columns:repeat(3,1fr)}#tip{display:none}}
)";

constexpr const char* page_script = R"(
const tip = document.getElementById('tip');
const show = (point) => {
  tip.textContent = point.dataset.text;
  const at = point.querySelector('circle').getBoundingClientRect();
  tip.style.visibility = 'visible';
  tip.style.left = Math.max(4, Math.min(at.left + 12, innerWidth - tip.offsetWidth - 4)) + 'px';
  tip.style.top = Math.max(4, at.top - tip.offsetHeight - 8) + 'px';
};
const hide = () => { tip.style.visibility = 'hidden'; };
for (const point of document.querySelectorAll('.point')) {
  for (const event of ['mouseenter', 'focus', 'click']) point.addEventListener(event, () => show(point));
  for (const event of ['mouseleave', 'blur']) point.addEventListener(event, hide);
}
addEventListener('scroll', hide);
for (const turn of document.querySelectorAll('.turn')) {
  const strip = turn.querySelector('img'), frames = Number(turn.dataset.frames);
  let angle = 0, held = null;
  const draw = () => {
    const frame = ((Math.floor(angle) % frames) + frames) % frames;
    strip.style.left = -100 * frame + '%';
  };
  turn.addEventListener('pointerdown', (e) => { held = { x: e.clientX, angle }; turn.setPointerCapture(e.pointerId); });
  turn.addEventListener('pointermove', (e) => { if (held) { angle = held.angle + (e.clientX - held.x) * frames / turn.clientWidth; draw(); } });
  for (const event of ['pointerup', 'pointercancel']) turn.addEventListener(event, () => { held = null; });
  if (!matchMedia('(prefers-reduced-motion: reduce)').matches) setInterval(() => { if (!held) { angle += 1; draw(); } }, 4000 / frames);
}
)";

}  // namespace asrg
