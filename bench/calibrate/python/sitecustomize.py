"""A preload for Python servers: with this folder on PYTHONPATH and LOADGATE_PLANT_WORK=<times>, every request of a Flask or
Tornado application adds one so many times before the server's own handler runs."""

import os
import sys

# Python keeps the integers up to 256, and makes larger ones anew: with these, every addition costs the same.
TIMES = bytes(int(os.environ.get("LOADGATE_PLANT_WORK", "0")))


def work():
    total = 0
    for _ in TIMES:
        total = (total + 1) & 255


def plant_in_flask(module):
    own = module.Flask.wsgi_app

    def wsgi_app(self, environ, start_response):
        work()
        return own(self, environ, start_response)

    module.Flask.wsgi_app = wsgi_app


def plant_in_tornado(module):
    module.RequestHandler.prepare = lambda self: work()


PLANTS = {"flask.app": plant_in_flask, "tornado.web": plant_in_tornado}


class Planting:
    """Changes a module when it has been loaded. Importing it here would come before gevent changes the standard library.
    Nothing else is imported, because what there is to collect decides how dear a collection of garbage is."""

    def find_spec(self, name, path, target=None):
        plant = PLANTS.get(name)
        spec = self.finder.find_spec(name, path) if plant else None
        if spec is None:
            return None
        load = spec.loader.exec_module

        def exec_module(module):
            load(module)
            plant(module)

        spec.loader.exec_module = exec_module
        return spec


Planting.finder = sys.meta_path[-1]
sys.meta_path.insert(0, Planting())
