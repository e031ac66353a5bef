/** The page's style sheet. Colours have a contrast of at least 4.5 to 1 for text, in both schemes. */
export const STYLE = `
:root{color-scheme:light dark;--back:#fff;--text:#1b1f24;--soft:#57606a;--line:#d0d7de;--card:#f6f8fa;--bad:#b3261e;--good:#116329;--doubt:#7a4d00;--news:#0550ae;--now:#0550ae;--before:#6e7781;--beyond:#ffd8d3}
@media (prefers-color-scheme:dark){:root{--back:#0d1117;--text:#e6edf3;--soft:#9da7b3;--line:#30363d;--card:#161b22;--bad:#ff8078;--good:#57c26a;--doubt:#e3b341;--news:#79b8ff;--now:#79b8ff;--before:#8b949e;--beyond:#5a1e1a}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:76rem;padding:1rem;background:var(--back);color:var(--text);font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25;margin:.2rem 0 .6rem}
h1.red{color:var(--bad)}
h2{font-size:1.2rem;margin:2rem 0 .3rem}
a{color:var(--news)}
.brand,.details,figcaption,summary span,.axis,.shares,.what span{color:var(--soft)}
.brand,.details{margin:0}
ul{padding-left:1.2rem}
ul.red li{color:var(--bad);font-weight:600}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:.6rem 0;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid var(--line)}
td:nth-child(n+4):nth-child(-n+7),th:nth-child(n+4):nth-child(-n+7){text-align:right}
thead th{color:var(--soft);font-weight:600}
.wide{font-size:.9rem}
.wide thead th,.wide td{white-space:nowrap;overflow-wrap:normal}
.wide td:last-child{white-space:normal;overflow-wrap:break-word;min-width:13rem}
.wide tbody th{max-width:16rem;overflow-wrap:break-word}
.wide th,.wide td{padding:.3rem .45rem}
tbody th{font-weight:600}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.word{font-weight:600;white-space:nowrap}
.word.regressed,.word.invalid{color:var(--bad)}.word.holds,.word.improved{color:var(--good)}.word.unsure{color:var(--doubt)}.word.new{color:var(--news)}
details{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.5rem .8rem;margin:.5rem 0}
summary{cursor:pointer}
summary .word{color:var(--text)}summary .word.regressed,summary .word.invalid{color:var(--bad)}summary .word.holds,summary .word.improved{color:var(--good)}summary .word.unsure{color:var(--doubt)}
figure{margin:.8rem 0}
svg{display:block;width:100%;height:2.5rem;overflow:visible}
svg path{fill:none;vector-effect:non-scaling-stroke}
svg .zero{stroke:var(--line);stroke-width:1}
svg .before{stroke:var(--before);stroke-width:6;stroke-linecap:round}
svg .now{stroke:var(--now);stroke-width:7;stroke-linecap:round}
svg .interval{stroke:var(--text);stroke-width:2}
svg .estimate{stroke:var(--text);stroke-width:3}
svg .beyond{fill:var(--beyond)}
svg .curve{stroke-width:2;stroke-linejoin:round}
.strip{display:grid;grid-template-columns:15rem 1fr;gap:.8rem;align-items:center}
.what span{display:block;font-size:.85rem}
.axis{display:grid;grid-template-columns:15rem 1fr;gap:.8rem;font-size:.8rem}
.axis div,.shares{position:relative;height:1.3rem;font-size:.8rem}
.axis div span,.shares span{position:absolute;transform:translateX(-50%);white-space:nowrap}
.plot{position:relative;padding-left:4.5rem}
.plot svg{height:7rem}
.plot .high,.plot .low{position:absolute;left:0;font-size:.8rem;color:var(--soft)}
.plot .high{top:0}.plot .low{bottom:0}
.shares{margin-left:4.5rem}
.key{display:inline-block;width:.6rem;height:.6rem;border-radius:50%;margin-right:.15rem}
.key.before{background:var(--before)}.key.now{background:var(--now)}.key.interval{border-radius:0;height:2px;width:1.2rem;vertical-align:middle;background:var(--text)}.key.beyond{border-radius:0;background:var(--beyond)}
.bar{display:block;padding:0 .3rem;background:linear-gradient(to right,var(--line) var(--share),transparent var(--share))}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem}
dt{color:var(--soft)}dd{margin:0}
ul.recordings{list-style:none;padding:0;color:var(--soft)}
code{font:.93em ui-monospace,monospace}
pre{white-space:pre-wrap;background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.6rem}
@media (max-width:44rem){
.wide{overflow-x:visible}
.wide table,.wide tbody,.wide tr,.wide td,.wide tbody th{display:block}
.wide thead{display:none}
.wide tr{border-bottom:1px solid var(--line);padding:.4rem 0}
.wide td,.wide tbody th{border:0;min-width:0!important;max-width:none;white-space:normal;overflow-wrap:anywhere;padding:.05rem 0;text-align:left!important}
.wide td:empty{display:none}
.wide td[data-title]:not([data-title="verdict"])::before{content:attr(data-title) ": ";color:var(--soft)}
.strip,.axis{grid-template-columns:1fr;gap:.1rem}.axis>span{display:none}
.strip{margin-bottom:.4rem}
dl{grid-template-columns:1fr}
}
@media print{body{max-width:none;font-size:11px}details{break-inside:avoid;border:0}details::details-content{content-visibility:visible;display:block}.wide{overflow:visible}}
`
