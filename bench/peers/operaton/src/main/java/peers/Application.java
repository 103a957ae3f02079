package peers;

import org.operaton.bpm.engine.rest.security.auth.ProcessEngineAuthenticationFilter;
import org.operaton.bpm.engine.rest.security.auth.impl.HttpBasicAuthenticationProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/** Operaton's engine and its REST API as its Spring Boot starter sets them up, with its own authentication. */
@SpringBootApplication
public class Application {
  public static void main(String... arguments) {
    SpringApplication.run(Application.class, arguments);
  }

  @Bean
  FilterRegistrationBean<ProcessEngineAuthenticationFilter> authentication() {
    var filter = new FilterRegistrationBean<>(new ProcessEngineAuthenticationFilter());
    filter.addUrlPatterns("/engine-rest/*");
    filter.addInitParameter("authentication-provider", HttpBasicAuthenticationProvider.class.getName());
    return filter;
  }
}
