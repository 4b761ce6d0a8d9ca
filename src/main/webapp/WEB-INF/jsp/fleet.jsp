<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>All stations · Rollcall</title>
</head>
<body>
<main>
  <h1><c:out value="${s.fleet.sentence.lead}" /> <c:out value="${s.fleet.sentence.text}" /></h1>
  <ul>
    <c:forEach items="${s.fleet.stations}" var="station">
    <li><c:out value="${station.word}" /> <c:out value="${station.title}" /></li>
    </c:forEach>
  </ul>
</main>
<script type="application/json" id="snapshot">${json}</script>
</body>
</html>
