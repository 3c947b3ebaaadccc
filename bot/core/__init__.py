"""The core is what the product is: pure values and rules, without I/O or a clock."""
