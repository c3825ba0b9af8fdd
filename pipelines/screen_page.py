def render_page(found, evaluation, level): return "x"
