    routes = [(rule.methods or set(), rule.rule) for rule in app.url_map.iter_rules()]
