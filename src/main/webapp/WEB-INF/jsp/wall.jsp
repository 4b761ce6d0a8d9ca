<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="rc" uri="urn:rollcall:page" %>
<%-- All stations from four metres: the first paint. app/wall.js adopts these elements and then only updates them. --%>
<c:set var="now" value="${s.timestamp}" />
<c:set var="f" value="${s.fleet}" />
<c:set var="ill" value="${not empty f.problems}" />
<c:set var="p" value="${ill ? f.problems[0] : null}" />
<c:set var="stations" value="${rc:wallStations(f)}" />
<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>Wall · Rollcall</title>
  <link rel="icon" type="image/svg+xml" href="favicons/<c:out value="${empty f.sentence.shape ? 'initializing' : f.sentence.shape}" />.svg" id="favicon">
  <c:forTokens items="tokens base wall" delims=" " var="sheet">
  <link rel="stylesheet" href="styles/${sheet}.css?v=<c:out value="${asset}" />">
  </c:forTokens>
  <script src="app/theme.js?v=<c:out value="${asset}" />"></script>
  <script type="module" src="app/wall.js?v=<c:out value="${asset}" />"></script>
  <c:forTokens items="shell stream/tab state/fleet state/store format/fleet format/number format/time view/badge view/clock view/dom view/phase view/wall" delims=" " var="module">
  <link rel="modulepreload" href="app/${module}.js">
  </c:forTokens>
</head>
<body class="wall">
<header class="wall-top">
  <div class="badge" id="badge" data-phase="catching">
    <svg class="icon" aria-hidden="true"><use href="icons.svg#catching"></use></svg>
    <span class="badge-words"><span class="badge-word">Catching up</span> <span class="badge-note"></span></span>
    <button type="button" class="link badge-try" hidden>Try now</button>
    <span class="unscripted">As of <c:out value="${rc:shortClock(now)}" />, not live without scripts</span>
  </div>
  <p class="wall-phase" id="phase"<c:if test="${empty f.phase or f.phase.state == 'none'}"> hidden</c:if>><b class="phase-window"><c:out value="${f.phase.state == 'open' ? f.phase.window : 'No window is open'}" /></b> <span class="phase-left"><c:out value="${rc:left(f.phase, now)}" /></span></p>
  <span class="date" id="date"><c:out value="${rc:date(now)}" /></span>
  <time class="clock" id="clock"><span><c:out value="${rc:shortClock(now)}" /></span><span class="seconds"></span></time>
</header>
<main id="wall">
  <section class="wall-band" data-tone="<c:out value="${ill ? p.tone : f.sentence.shape == 'fine' ? 'fine' : 'none'}" />"<c:if test="${not ill or rc:wallLead(p).length() + rc:wallSince(p, now).length() > 32}"> data-long</c:if>>
    <svg class="icon wall-shape" aria-hidden="true"><use href="icons.svg#<c:out value="${ill ? p.shape : f.sentence.shape}" />"></use></svg>
    <div class="wall-words">
      <h1><strong class="wall-lead"><c:out value="${ill ? rc:wallLead(p) : f.sentence.lead}" /></strong> <span class="wall-since"><c:out value="${ill ? rc:wallSince(p, now) : f.sentence.text}" /></span></h1>
      <p class="wall-evidence"><c:out value="${ill ? rc:wallEvidence(p) : f.sentence.meta}" /></p>
      <p class="wall-do"<c:if test="${not ill or empty p.do_now}"> hidden</c:if>><b>Do now:</b> <span><c:out value="${p.do_now}" /></span></p>
      <p class="wall-turn"><span class="wall-dots" aria-hidden="true"></span><span class="wall-turn-words"><c:if test="${ill and f.problems.size() > 1}">1 of ${f.problems.size()} that need you</c:if></span></p>
    </div>
  </section>
  <ul class="wall-counts" aria-label="How many stations are how">
    <c:forEach items="${f.counts}" var="n">
    <li class="wall-count" data-tone="<c:out value="${n.tone}" />"><p><svg class="icon" aria-hidden="true"><use href="icons.svg#<c:out value="${n.shape}" />"></use></svg><b><c:out value="${rc:number(n.count)}" /></b></p><p class="wall-word"><c:out value="${n.word.substring(0, 1).toLowerCase()}${n.word.substring(1)}" /></p></li>
    </c:forEach>
    <li class="wall-count" data-tone="none"><p><b><c:out value="${rc:number(f.totals.scans_last_minute)}" /></b></p><p class="wall-word">scans a minute</p></li>
  </ul>
  <ul class="wall-stations" aria-label="Stations">
    <c:forEach items="${stations}" var="st">
    <li class="wall-station" data-state="<c:out value="${st.state}" />" data-tone="<c:out value="${st.tone}" />"><svg class="icon" aria-hidden="true"><use href="icons.svg#<c:out value="${st.shape}" />"></use></svg><span class="wall-name"><c:out value="${st.title}" /></span><span class="hidden"><c:out value="${st.word}" /></span></li>
    </c:forEach>
  </ul>
  <p class="wall-left"<c:if test="${f.stations.size() == stations.size()}"> hidden</c:if>><c:out value="${rc:wallLeft(f)}" /></p>
</main>
<script type="application/json" id="snapshot">${json}</script>
</body>
</html>
