const express = require('express');

const app = express();
app.get('/', (request, response) => response.send(`hello from user ${process.getuid()}`));
app.listen(3000);
