"""What the extensions of modelling tools mean here: Camunda 8's elements and our `lintas:` properties."""
