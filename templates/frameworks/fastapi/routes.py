    every = [*app.routes, *plugin.routes]
    routes = [(route.methods or set(), route.path) for route in every if isinstance(route, Route)]
