<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="rc" uri="urn:rollcall:page" %>
<%-- All stations, the first paint, complete without script. The modules under app/ adopt these elements and then only update them. --%>
<c:set var="now" value="${s.timestamp}" />
<c:set var="f" value="${s.fleet}" />
<c:set var="isTable" value="${view == 'table'}" />
<c:set var="places" value="${rc:places(f, show)}" />
<c:set var="menuTitle" value="All stations" />
<c:set var="menuAll" value="${true}" />
<c:set var="menuList" value="${f.stations}" />
<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>All stations · Rollcall</title>
  <link rel="icon" type="image/svg+xml" href="favicons/<c:out value="${empty f.sentence.shape ? 'initializing' : f.sentence.shape}" />.svg" id="favicon">
  <c:forTokens items="tokens base topbar menu sentence fleet keys print" delims=" " var="sheet">
  <link rel="stylesheet" href="styles/${sheet}.css?v=<c:out value="${asset}" />">
  </c:forTokens>
  <script src="app/theme.js?v=<c:out value="${asset}" />"></script>
  <script type="module" src="app/fleet.js?v=<c:out value="${asset}" />"></script>
  <c:forTokens items="shell stream/tab state/fleet state/store format/fleet format/number format/time view/badge view/clock view/counts view/dom view/grid view/keys view/menu view/phase view/problems view/sentence view/services view/table" delims=" " var="module">
  <link rel="modulepreload" href="app/${module}.js">
  </c:forTokens>
</head>
<body class="fleet">
<a class="skip" href="#sentence">Skip to the sentence</a>
<header class="topbar" id="topbar">
  <span class="brand"><svg class="icon" aria-hidden="true"><use href="icons.svg#mark"></use></svg>Rollcall</span>
  <%@ include file="stations.jspf" %>
  <div class="badge" id="badge" data-phase="catching">
    <svg class="icon" aria-hidden="true"><use href="icons.svg#catching"></use></svg>
    <span class="badge-words"><span class="badge-word">Catching up</span><span class="badge-note"></span></span>
    <button type="button" class="link badge-try" hidden>Try now</button>
    <span class="unscripted">As of <c:out value="${rc:shortClock(now)}" />, not live without scripts</span>
  </div>
  <span class="date" id="date"><c:out value="${rc:date(now)}" /></span>
  <time class="clock" id="clock"><span><c:out value="${rc:shortClock(now)}" /></span><span class="seconds"><c:out value=":${rc:clock(now).substring(6)}" /></span></time>
  <button type="button" class="keycap scripted" id="help" aria-label="Keys" aria-expanded="false" aria-controls="keys">?</button>
</header>
<main>
  <section class="sentence" id="sentence" tabindex="-1" data-state="<c:out value="${f.sentence.state}" />">
    <svg class="shape" aria-hidden="true"><use href="icons.svg#<c:out value="${f.sentence.shape}" />"></use></svg>
    <div class="sentence-words">
      <h1><strong class="lead"><c:out value="${f.sentence.lead}" /></strong> <span class="text"><c:out value="${f.sentence.text}" /></span></h1>
      <p class="do-now"<c:if test="${empty f.sentence.do_now}"> hidden</c:if>><strong>Do now:</strong> <span><c:out value="${f.sentence.do_now}" /></span></p>
      <p class="sentence-meta"<c:if test="${empty f.sentence.meta}"> hidden</c:if>><c:out value="${f.sentence.meta}" /></p>
    </div>
    <c:set var="open" value="${f.phase.state == 'open'}" />
    <div class="phase" id="phase"<c:if test="${empty f.phase or f.phase.state == 'none'}"> hidden</c:if>>
      <p class="phase-head"><b class="phase-window"><c:out value="${open ? f.phase.window : 'No window is open'}" /></b> <span class="phase-left"><c:out value="${rc:left(f.phase, now)}" /></span></p>
      <p class="phase-ends"<c:if test="${not open}"> hidden</c:if>><span><c:out value="${rc:shortClock(f.phase.since)}" /></span> <span><c:out value="${rc:shortClock(f.phase.until)}" /></span></p>
      <svg class="phase-track" viewBox="0 0 1000 4" preserveAspectRatio="none" aria-hidden="true"<c:if test="${not open}"> hidden</c:if>><rect class="track-all" width="1000" height="4"></rect><rect class="track-passed" width="${rc:passed(f.phase, now)}" height="4"></rect></svg>
    </div>
  </section>
  <p class="hidden" role="status" id="say-state"></p>

  <section class="problems" id="problems" aria-labelledby="problems-title"<c:if test="${empty f.problems}"> hidden</c:if>>
    <h2 class="hidden" id="problems-title">What needs somebody</h2>
    <button type="button" class="link problems-more scripted" aria-expanded="false"<c:if test="${empty f.problems or f.problems.size() <= 3}"> hidden</c:if>>${empty f.problems ? 0 : f.problems.size() - 3} more</button>
    <table>
      <thead><tr><td class="problem-shape"></td><th scope="col" class="problem-what">What</th><th scope="col" class="problem-since">Since</th><th scope="col" class="problem-evidence">Evidence</th><th scope="col" class="problem-do">Do now</th></tr></thead>
      <tbody>
        <c:forEach items="${f.problems}" var="p">
        <tr class="problem" data-tone="<c:out value="${p.tone}" />"><td class="problem-shape"><svg class="icon" aria-hidden="true"><use href="icons.svg#<c:out value="${p.shape}" />"></use></svg></td><td class="problem-what"><b class="problem-word"><c:out value="${p.word}" /></b> <a class="problem-name"<c:if test="${p.stations.size() == 1}"> href="dashboard?station=${rc:query(p.stations[0])}"</c:if>><c:out value="${p.what}" /></a><span class="problem-note"><c:if test="${not empty p.note}">, <c:out value="${p.note}" /></c:if></span></td><td class="problem-since"><time datetime="<c:out value="${p.since}" />" title="<c:out value="${rc:full(p.since)}" />"><c:out value="${rc:when(p.since, now)}" /></time></td><td class="problem-evidence"><c:out value="${p.evidence}" /></td><td class="problem-do"><c:out value="${p.do_now}" /></td></tr>
        </c:forEach>
      </tbody>
    </table>
  </section>

  <div class="tools">
    <div class="counts" id="counts" role="group" aria-label="Show only">
      <a class="count" role="button" href="dashboard${isTable ? '?view=table' : ''}" aria-pressed="${empty show}" data-key="all"><span>All</span> <b><c:out value="${rc:number(f.totals.stations)}" /></b></a>
      <c:forEach items="${f.counts}" var="n">
      <a class="count" role="button" href="dashboard?${isTable ? 'view=table&amp;' : ''}show=<c:out value="${n.key}" />" aria-pressed="${not empty show and show.contains(n.key)}" data-key="<c:out value="${n.key}" />" data-tone="<c:out value="${n.tone}" />"><svg class="icon" aria-hidden="true"><use href="icons.svg#<c:out value="${n.shape}" />"></use></svg><span><c:out value="${n.word}" /></span> <b><c:out value="${rc:number(n.count)}" /></b></a>
      </c:forEach>
    </div>
    <p class="totals" id="totals"><span>scans <b><c:out value="${rc:number(f.totals.scans_today)}" /></b></span><span>a minute <b><c:out value="${rc:number(f.totals.scans_last_minute)}" /></b></span><span>success <b><c:out value="${rc:rate(f.totals.success_rate)}" /></b></span><span>queue <b><c:out value="${rc:number(f.totals.queue_size)}" /></b><span><c:if test="${f.totals.queue_size > 0 and not empty f.totals.queue_oldest}">, oldest <c:out value="${rc:age(f.totals.queue_oldest, now)}" /></c:if></span></span><c:if test="${f.totals.clock_off > 0}"><span>clock off <b><c:out value="${rc:number(f.totals.clock_off)}" /></b></span></c:if></p>
    <nav class="views" id="views" aria-label="View"><a href="dashboard"<c:if test="${not isTable}"> aria-current="true"</c:if>>Grid</a><a href="dashboard?view=table"<c:if test="${isTable}"> aria-current="true"</c:if>>Table</a></nav>
  </div>

  <div class="grid" id="grid"<c:if test="${isTable}"> hidden</c:if>>
    <c:if test="${not isTable}"><c:forEach items="${places}" var="place">
    <section class="place">
      <h2 class="place-label"><span class="place-name"><c:out value="${place.name}" /></span> <span class="place-note"><c:out value="${place.note}" /></span></h2>
      <ul class="tiles">
        <c:forEach items="${place.stations}" var="st">
        <c:set var="sleeps" value="${st.state == 'asleep' and not empty st.opens_at}" />
        <li><a class="tile" href="dashboard?station=${rc:query(st.name)}" data-state="<c:out value="${st.state}" />" data-tone="<c:out value="${st.tone}" />" title="<c:out value="${st.title}, ${st.word}" /><c:if test="${not empty st.reason}">: <c:out value="${st.reason}" /></c:if>"><svg class="icon" aria-hidden="true"><use href="icons.svg#<c:out value="${st.shape}" />"></use></svg><span class="tile-name"><c:out value="${st.title}" /></span><span class="hidden"><c:out value="${st.word}" /></span><b class="tile-queue"><c:if test="${st.queue_over}"><c:out value="${rc:number(st.queue)}" /></c:if></b><time class="tile-age" title="<c:out value="${rc:full(sleeps ? st.opens_at : st.age_at)}" />"><c:out value="${rc:tileAge(st, now)}" /></time><svg class="bars" viewBox="0 0 119 16" preserveAspectRatio="none" aria-hidden="true"><path class="bars-known" d="${rc:bars(st.bars)}"></path><path class="bars-gap" d="${rc:gaps(st.bars)}"></path></svg></a></li>
        </c:forEach>
      </ul>
    </section>
    </c:forEach></c:if>
  </div>
  <table class="table" id="table"<c:if test="${not isTable}"> hidden</c:if>>
    <caption class="hidden">All stations</caption>
    <thead><tr><th scope="col" class="row-state">State</th><th scope="col" class="row-name">Station</th><th scope="col" class="row-place">Place</th><th scope="col" class="row-age last_heartbeat">Heartbeat</th><th scope="col" class="row-age last_scan">Scan</th><th scope="col" class="row-age last_sync">Sync</th><th scope="col" class="row-age last_sms">SMS</th><th scope="col" class="row-number row-queue">Queue</th><th scope="col" class="row-number row-rate">Success</th></tr></thead>
    <tbody>
      <c:if test="${isTable}"><c:forEach items="${places}" var="place"><c:forEach items="${place.stations}" var="st">
      <tr class="row" data-state="<c:out value="${st.state}" />" data-tone="<c:out value="${st.tone}" />"><td class="row-state"><svg class="icon" aria-hidden="true"><use href="icons.svg#<c:out value="${st.shape}" />"></use></svg><span><c:out value="${st.word}" /></span></td><th scope="row" class="row-name"><a href="dashboard?station=${rc:query(st.name)}"><c:out value="${st.title}" /></a></th><td class="row-place"><c:out value="${place.name}" /><c:if test="${not empty st.floor}">, <c:out value="${st.floor}" /></c:if><c:if test="${not empty st.room}">, <c:out value="${st.room}" /></c:if></td><td class="row-age last_heartbeat"><c:out value="${rc:cellAge(st.last_heartbeat, now)}" /></td><td class="row-age last_scan"><c:out value="${rc:cellAge(st.last_scan, now)}" /></td><td class="row-age last_sync"><c:out value="${rc:cellAge(st.last_sync, now)}" /></td><td class="row-age last_sms"><c:out value="${rc:cellAge(st.last_sms, now)}" /></td><td class="row-number row-queue"<c:if test="${st.queue_over}"> data-over</c:if>><c:out value="${rc:number(st.queue)}" /></td><td class="row-number row-rate"><c:out value="${rc:rate(st.success_rate)}" /></td></tr>
      </c:forEach></c:forEach></c:if>
    </tbody>
  </table>
  <p class="none" id="none"<c:if test="${not empty places}"> hidden</c:if>>No such station now.</p>

  <section class="services" id="services" aria-labelledby="services-title">
    <h2 class="hidden" id="services-title">What all stations need</h2>
    <ul>
      <c:forEach items="${f.services}" var="v">
      <li class="service" data-tone="<c:out value="${v.tone}" />"><svg class="icon" aria-hidden="true"><use href="icons.svg#<c:out value="${v.shape}" />"></use></svg><b><c:out value="${v.name}" /></b><span class="meta"><c:out value="${rc:service(v, now)}" /></span></li>
      </c:forEach>
    </ul>
  </section>
</main>
<section class="keys" id="keys" role="dialog" aria-labelledby="keys-title" hidden>
  <div class="head"><h2 id="keys-title">Keys</h2><button type="button" class="link keys-close">Close</button></div>
  <dl>
    <div><dt><kbd>←</kbd> <kbd>→</kbd> <kbd>↑</kbd> <kbd>↓</kbd></dt><dd>the next tile</dd></div>
    <div><dt><kbd>Enter</kbd></dt><dd>open the station</dd></div>
    <div><dt><kbd>t</kbd></dt><dd>grid or table</dd></div>
    <div><dt><kbd>w</kbd></dt><dd>the wall</dd></div>
    <div><dt><kbd>d</kbd></dt><dd>dark or light</dd></div>
    <div><dt><kbd>Esc</kbd></dt><dd>close</dd></div>
    <div><dt><kbd>?</kbd></dt><dd>this list</dd></div>
  </dl>
  <label class="keys-switch"><input type="checkbox" checked> Keys are on</label>
</section>
<script type="application/json" id="snapshot">${json}</script>
</body>
</html>
