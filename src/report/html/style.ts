/** The page's style sheet. Colours have a contrast of at least 4.5 to 1 for text, in both schemes. */
export const STYLE = `
:root{color-scheme:light dark;--back:#fff;--text:#1b1f24;--soft:#57606a;--line:#d0d7de;--card:#f6f8fa;--bad:#b3261e;--good:#116329;--doubt:#7a4d00;--news:#0550ae;--now:#0550ae;--before:#6e7781;--beyond:#ffd8d3;--tint:#fff0ee;--more-1:#ffe9e6;--more-2:#ffccc5;--more-3:#ffaaa0;--less-1:#e3efff;--less-2:#c2dcff;--less-3:#9ac4ff}
@media screen and (prefers-color-scheme:dark){:root{--back:#0d1117;--text:#e6edf3;--soft:#9da7b3;--line:#30363d;--card:#161b22;--bad:#ff8078;--good:#57c26a;--doubt:#e3b341;--news:#79b8ff;--now:#79b8ff;--before:#8b949e;--beyond:#5a1e1a;--tint:#2a1416;--more-1:#3a1d1b;--more-2:#5c2622;--more-3:#87332d;--less-1:#15273f;--less-2:#1a3b63;--less-3:#205190}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:80rem;padding:.8rem 1rem;background:var(--back);color:var(--text);font:15px/1.45 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:.1rem 0 .3rem}
h1.red{color:var(--bad)}
h2{font-size:1.15rem;margin:1.2rem 0 .2rem}
h3{font-size:1rem;margin:1.2rem 0 .2rem}
header p,header ul{margin:.2rem 0;font-size:.93rem}
.title{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 1rem;margin-top:1rem}.title h2{margin:0}.title .details{font-size:.85rem}
a{color:var(--news)}
.scenario h2 a,.matrix a{color:inherit;text-decoration:none}
.scenario h2 a:hover,.matrix a:hover b{text-decoration:underline}
.brand,.details,figcaption,summary span,.axis,.shares,.numbers,.lanes,.scale-label{color:var(--soft)}
.brand,.details{margin:0}
.brand{float:right}
ul{padding-left:1.2rem}
ul.red li,ul.red a{color:var(--bad);font-weight:600}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.word{font-weight:600;white-space:nowrap}
.regressed,.invalid{--of:var(--bad)}.holds,.improved{--of:var(--good)}.unsure{--of:var(--doubt)}.new{--of:var(--news)}
.word,.sign{color:var(--of)}
.sign{font-style:normal}
summary .word{color:var(--of)}

.legend{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.2rem 1.5rem;align-items:center;margin-top:.6rem;font-size:.85rem}
.legend p{margin:0}.legend .word{margin-right:.7rem}
.legend fieldset{border:0;padding:0;margin:0}.legend label{margin-left:.7rem}
.scale{white-space:normal;color:var(--soft)}.scale .bar{display:inline-block;width:5rem;vertical-align:middle;margin-right:.2rem}
.wide{overflow-x:auto;position:relative}
table{border-collapse:collapse;width:100%;margin:.4rem 0;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid var(--line)}
thead th{color:var(--soft);font-weight:600}
tbody th{font-weight:600}
.matrix{font-size:.78rem;line-height:1.12;border-collapse:separate;border-spacing:0;overflow-wrap:normal;table-layout:fixed;min-width:calc(11rem + var(--metrics)*6.6rem);max-width:calc(11rem + var(--metrics)*10rem)}
.matrix th,.matrix td{padding:0;border-bottom:1px solid var(--line);vertical-align:middle}
.matrix th:first-child{position:sticky;left:0;z-index:1;width:11rem;background:var(--back);overflow-wrap:anywhere}
.matrix thead th{padding:.2rem .3rem;vertical-align:bottom}
.matrix thead small{white-space:nowrap;font-weight:400}.matrix thead small::before{content:"≤ "}
.matrix th a,.matrix td a{display:block;padding:.1rem .3rem}
.matrix td.regressed,.matrix td.invalid{background:var(--tint);box-shadow:inset 3px 0 var(--bad)}
.matrix td.new a{padding-block:.35rem}
.matrix td b,.matrix td small{display:block;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.matrix td.holds b,.matrix td.unsure b{font-weight:500}
.matrix td small{font-size:.92em;color:var(--soft)}
.matrix td.regressed b{color:var(--bad)}.matrix td.improved b{color:var(--good)}
.matrix .value{display:none}
body:has(#show-values:checked) .matrix .value{display:block}body:has(#show-values:checked) .matrix .change{display:none}
.matrix .alone span{display:inline-block;max-width:calc(100% - 6rem);overflow:hidden;text-overflow:ellipsis;white-space:nowrap;vertical-align:bottom}.matrix td.alone b{display:inline}
.matrix i.bar,.scale i.bar{display:block;height:4px;margin-top:1px;background:linear-gradient(var(--text),var(--text)) var(--at) 0/2px 100% no-repeat,linear-gradient(to right,transparent var(--from),var(--soft) var(--from),var(--soft) var(--to),transparent var(--to)) 0 1px/100% 2px no-repeat,linear-gradient(to right,transparent 75%,var(--beyond) 75%),linear-gradient(to right,transparent calc(50% - .5px),var(--line) calc(50% - .5px),var(--line) calc(50% + .5px),transparent calc(50% + .5px))}
.scale i.bar{display:inline-block;height:6px}
a:focus-visible,summary:focus-visible,.wide:focus-visible{outline:2px solid var(--news);outline-offset:-2px}
.claims{list-style:none;padding:0;margin:.3rem 0;font-size:.9rem}
.claims .regressed,.claims .invalid{color:var(--bad);font-weight:600}

details{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.4rem .8rem;margin:.4rem 0}
summary{cursor:pointer}
.cards{display:grid;align-items:start;grid-template-columns:repeat(auto-fill,minmax(min(26rem,100%),1fr));gap:.6rem;margin-top:.6rem}
.card{background:var(--back);border:1px solid var(--line);border-left:3px solid var(--of);border-radius:.3rem;padding:.4rem .6rem;min-width:0}
.card:target{outline:2px solid var(--news)}
.card p{margin:0}.card .reason{margin-top:.2rem}.card .numbers{font-size:.85rem}.reason{font-size:.85rem;margin:.2rem 0}
.launches{display:grid;grid-template-columns:auto 1fr;gap:0 .6rem;margin-top:.3rem;font-size:.75rem}
.lanes{display:flex;flex-direction:column;justify-content:space-between;padding:.1rem 0}
.launches .axis{grid-column:2}
figure{margin:.8rem 0}
figcaption{font-size:.85rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(26rem,100%),1fr));gap:0 1.5rem}
.repeat{font-size:.85rem;margin:.3rem 0;color:var(--soft)}
.launches svg,.plot svg{display:block;width:100%;height:66px;overflow:visible}
svg path{fill:none;vector-effect:non-scaling-stroke}
svg .zero{stroke:var(--soft);stroke-width:1}
svg .limit{stroke:var(--bad);stroke-width:1;stroke-dasharray:4 3}
svg .grid{stroke:var(--line);stroke-width:1}
svg .before{stroke:var(--before);stroke-width:6;stroke-linecap:round}
svg .now{stroke:var(--now);stroke-width:7;stroke-linecap:round}
svg .interval{stroke:var(--text);stroke-width:2}
svg .estimate{stroke:var(--text);stroke-width:4}
svg .beyond{fill:var(--beyond)}
svg .curve{stroke-width:2.5;stroke-linejoin:round}.blocks svg .curve{stroke-width:1.5}svg .curve.before{stroke-dasharray:6 4}
.axis,.shares{position:relative;height:1.3rem;font-size:.75rem}
.axis span,.shares span{position:absolute;transform:translateX(-50%);white-space:nowrap}
.plot{position:relative;padding-left:4.5rem}
.plot svg{height:180px}
.scale-label{position:absolute;left:0;width:4.2rem;text-align:right;transform:translateY(-50%);font-size:.75rem}
.shares{margin-left:4.5rem}.shares span:last-child{transform:translateX(-100%)}
.key{display:inline-block;width:.6rem;height:.6rem;border-radius:50%;margin-right:.15rem}
.key.before{background:var(--before)}.key.now{background:var(--now)}
.load .bar{display:block;padding:0 .3rem;background:linear-gradient(to right,var(--line) var(--share),transparent var(--share))}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem}
dt{color:var(--soft)}dd{margin:0}
.requests th,.requests td{white-space:nowrap;overflow-wrap:normal}.requests td,.requests thead th+th{text-align:right}
.requests tbody th{white-space:normal;overflow-wrap:anywhere;min-width:9rem}
ul.recordings{list-style:none;padding:0;color:var(--soft)}
.trends{white-space:nowrap;overflow-wrap:normal}
.where h3{margin-top:.8rem}
.functions{font-size:.85rem}.functions th,.functions td{padding:.15rem .5rem;white-space:nowrap;overflow-wrap:normal}
.functions th:nth-last-child(4){white-space:normal;overflow-wrap:anywhere;min-width:14rem}
.functions tr>:first-child:not(:nth-last-child(4)){width:1%}
.functions td,.functions thead th:not(:nth-last-child(4)){text-align:right}
.functions.waits tr>th:nth-last-child(2){width:auto;white-space:normal;overflow-wrap:anywhere;min-width:14rem;text-align:left}
.functions thead small{display:block;font-weight:400}
.functions .more{color:var(--bad);font-weight:600}.functions .less{color:var(--news);font-weight:600}
.functions .place,.functions .calling{font-weight:400;color:var(--soft)}.functions .calling{display:block}
.mark{font-weight:400;font-size:.85em;border:1px solid var(--line);border-radius:.6em;padding:0 .4em}
.flame .controls{display:flex;flex-wrap:wrap;gap:.1rem 1.2rem;align-items:center;font-size:.85rem}.flame .controls[hidden]{display:none}
.flame fieldset{border:0;padding:0;margin:0}.flame legend{float:left;margin-right:.5rem}.flame label{margin-right:.5rem;white-space:nowrap}
.flame .hint{flex-basis:100%;margin:0;font-size:.85rem;color:var(--soft)}
.flame-scroll{max-height:32rem;overflow:auto;margin-top:.3rem}
.flame .detail{min-height:2.6em;margin:.2rem 0;font-size:.85rem}
.patterns{position:absolute}.patterns path{stroke:var(--text);stroke-width:.8;opacity:.3}
.flame-scroll svg:not(.frame){display:block;min-width:40rem}
.swatch{display:inline-block;width:2rem;height:.8rem;vertical-align:-.1rem}
.frame{cursor:pointer}.frame text{font:11px ui-monospace,monospace;fill:var(--text);pointer-events:none}
.frame rect{fill:var(--card);stroke:var(--line);stroke-width:1}.frame .hatch{fill:none;stroke:none}
.more-1 rect{fill:var(--more-1)}.more-2 rect{fill:var(--more-2)}.more-3 rect{fill:var(--more-3)}
.less-1 rect{fill:var(--less-1)}.less-2 rect{fill:var(--less-2)}.less-3 rect{fill:var(--less-3)}
.more-1 .hatch,.more-2 .hatch,.more-3 .hatch{fill:url(#hatch-more)}.less-1 .hatch,.less-2 .hatch,.less-3 .hatch{fill:url(#hatch-less)}
.frame:focus{outline:none}.frame:focus rect:not(.hatch){stroke:var(--text);stroke-width:4}
.frame.found rect:not(.hatch){stroke:var(--text);stroke-width:3}.frame.other{opacity:.45}
code{font:.93em ui-monospace,monospace}
pre{white-space:pre-wrap;background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.6rem}
@media (max-width:44rem){
.matrix th:first-child{width:7.5rem}
dl{grid-template-columns:1fr}
}
@page{size:A4;margin:9mm}
@media print{
:root{color-scheme:light;font-size:10px}
body{max-width:none;font-size:9px;line-height:1.3;padding:0}
h1{font-size:1.6em}h2{font-size:1.2em;margin:.6em 0 .1em}h3{margin:.5em 0 0}
header p,header ul,.title{margin:.1em 0}
.legend fieldset,.controls,.detail,.flame-scroll+p,.matrix i.bar,.axis,details:not(.server),details.server:not([open]),.card:not(.regressed):not(.invalid),.figures,.recorded,.repeat,.scenario-numbers:not(:has(details[open])),.where details{display:none!important}
.wide,.flame-scroll{overflow:visible;max-height:none}
.matrix{min-width:0;max-width:none;font-size:7.5px;line-height:1.1}.matrix th:first-child{width:13%;position:static}
.matrix th a,.matrix td a{padding:.5px 3px}.matrix td b,.matrix td small{display:inline}.matrix td small{font-size:.9em}.matrix thead th{padding:1px 3px}
.functions{font-size:1em}.functions th,.functions td{padding:0 .5em}
.flame{margin:.3em 0}
details{border:0;padding:0;margin:.2em 0;background:none}
.card,tr,.flame{break-inside:avoid}
.cards{grid-template-columns:repeat(3,1fr);margin:.2em 0}
.card{padding:.2em .4em}.card svg{height:36px!important}
dl{grid-template-columns:max-content 1fr max-content 1fr}
pre{padding:.3em;margin:.2em 0}
}
`
