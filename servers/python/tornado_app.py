"""The Tornado application that pure_tornado and gevent_tornado serve."""

from tornado.web import Application, RequestHandler

from page import GREETING, TEMPLATES, tornado_context

CONTEXT = tornado_context()


class Home(RequestHandler):
    def get(self):
        self.render("main.html", **CONTEXT)


class Test(RequestHandler):
    def get(self):
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.write(GREETING)


# "single" would take out the blanks that the other template languages keep.
app = Application([("/", Home), ("/test", Test)], template_path=str(TEMPLATES / "tornado"), template_whitespace="all")
