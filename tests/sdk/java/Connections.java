import java.net.URI;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.bedrockagent.BedrockAgentClient;
import software.amazon.awssdk.services.bedrockagentruntime.BedrockAgentRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockagentruntime.BedrockAgentRuntimeClient;

/** The clients of one run, over the HTTP libraries that its name stands for. */
record Connections(
    BedrockAgentClient agent,
    BedrockAgentRuntimeClient runtime,
    BedrockAgentRuntimeAsyncClient streams) {
  static Connections open(String name, URI endpoint) {
    switch (name) {
      case "netty":
        return of(
            endpoint, Apache5HttpClient.create(), NettyNioAsyncHttpClient.create());
      case "netty-http2":
        return of(
            endpoint,
            UrlConnectionHttpClient.create(),
            NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP2).build());
      case "crt":
        return of(endpoint, AwsCrtHttpClient.create(), AwsCrtAsyncHttpClient.create());
      default:
        throw new IllegalArgumentException(name);
    }
  }

  private static Connections of(URI endpoint, SdkHttpClient http, SdkAsyncHttpClient asyncHttp) {
    BedrockAgentClient agent =
        BedrockAgentClient.builder().endpointOverride(endpoint).httpClient(http).build();
    BedrockAgentRuntimeClient runtime =
        BedrockAgentRuntimeClient.builder().endpointOverride(endpoint).httpClient(http).build();
    BedrockAgentRuntimeAsyncClient streams = // InvokeFlow
        BedrockAgentRuntimeAsyncClient.builder()
            .endpointOverride(endpoint)
            .httpClient(asyncHttp)
            .build();
    return new Connections(agent, runtime, streams);
  }
}
