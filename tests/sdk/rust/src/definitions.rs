//! The definitions of the scenario, built with the SDK's types.

use aws_sdk_bedrockagent::error::BuildError;
use aws_sdk_bedrockagent::types::{
    AgentFlowNodeConfiguration, FlowConnection, FlowConnectionConfiguration, FlowConnectionType,
    FlowDataConnectionConfiguration, FlowDefinition, FlowNode, FlowNodeConfiguration,
    FlowNodeInput, FlowNodeIoDataType, FlowNodeOutput, FlowNodeType, PromptFlowNodeConfiguration,
    PromptFlowNodeInlineConfiguration, PromptFlowNodeSourceConfiguration,
    PromptTemplateConfiguration, PromptTemplateType, TextPromptTemplateConfiguration,
};

const AGENT: &str = "arn:aws:bedrock:us-east-1:123456789012:agent-alias/AGENT12345/ALIAS12345";

fn input(name: &str) -> Result<FlowNodeInput, BuildError> {
    FlowNodeInput::builder()
        .name(name)
        .r#type(FlowNodeIoDataType::String)
        .expression("$.data")
        .build()
}

fn output(name: &str) -> Result<FlowNodeOutput, BuildError> {
    FlowNodeOutput::builder()
        .name(name)
        .r#type(FlowNodeIoDataType::String)
        .build()
}

fn data(from: (&str, &str), to: (&str, &str)) -> Result<FlowConnection, BuildError> {
    let ports = FlowDataConnectionConfiguration::builder()
        .source_output(from.1)
        .target_input(to.1)
        .build()?;
    FlowConnection::builder()
        .name(format!("{}To{}", from.0, to.0))
        .r#type(FlowConnectionType::Data)
        .source(from.0)
        .target(to.0)
        .configuration(FlowConnectionConfiguration::Data(ports))
        .build()
}

/// A node between the flow's input and its output.
fn around(
    name: &str,
    kind: FlowNodeType,
    configuration: FlowNodeConfiguration,
    ports: (&str, &str),
) -> Result<FlowDefinition, BuildError> {
    let start = FlowNode::builder()
        .name("Start")
        .r#type(FlowNodeType::Input)
        .outputs(output("document")?);
    let node = FlowNode::builder()
        .name(name)
        .r#type(kind)
        .configuration(configuration)
        .inputs(input(ports.0)?)
        .outputs(output(ports.1)?);
    let end = FlowNode::builder()
        .name("End")
        .r#type(FlowNodeType::Output)
        .inputs(input("document")?);
    Ok(FlowDefinition::builder()
        .nodes(start.build()?)
        .nodes(node.build()?)
        .nodes(end.build()?)
        .connections(data(("Start", "document"), (name, ports.0))?)
        .connections(data((name, ports.1), ("End", "document"))?)
        .build())
}

pub fn greeter() -> Result<FlowDefinition, BuildError> {
    let text = TextPromptTemplateConfiguration::builder()
        .text("Hello {{name}}")
        .build()?;
    let prompt = PromptFlowNodeInlineConfiguration::builder()
        .template_type(PromptTemplateType::Text)
        .model_id("amazon.nova-lite-v1:0")
        .template_configuration(PromptTemplateConfiguration::Text(text))
        .build();
    let configuration = PromptFlowNodeConfiguration::builder()
        .source_configuration(PromptFlowNodeSourceConfiguration::Inline(prompt))
        .build();
    around(
        "Greet",
        FlowNodeType::Prompt,
        FlowNodeConfiguration::Prompt(configuration),
        ("name", "modelCompletion"),
    )
}

pub fn travel() -> Result<FlowDefinition, BuildError> {
    let configuration = AgentFlowNodeConfiguration::builder()
        .agent_alias_arn(AGENT)
        .build();
    around(
        "Book",
        FlowNodeType::Agent,
        FlowNodeConfiguration::Agent(configuration),
        ("agentInputText", "agentResponse"),
    )
}
