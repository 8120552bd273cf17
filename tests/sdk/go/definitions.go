package main

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	control "github.com/aws/aws-sdk-go-v2/service/bedrockagent/types"
)

func inputs(name string) []control.FlowNodeInput {
	return []control.FlowNodeInput{{Name: aws.String(name), Type: control.FlowNodeIODataTypeString,
		Expression: aws.String("$.data")}}
}

func outputs(name string) []control.FlowNodeOutput {
	return []control.FlowNodeOutput{{Name: aws.String(name), Type: control.FlowNodeIODataTypeString}}
}

func data(source, output, target, input string) control.FlowConnection {
	return control.FlowConnection{Name: aws.String(source + "To" + target),
		Type: control.FlowConnectionTypeData, Source: aws.String(source), Target: aws.String(target),
		Configuration: &control.FlowConnectionConfigurationMemberData{
			Value: control.FlowDataConnectionConfiguration{
				SourceOutput: aws.String(output), TargetInput: aws.String(input)}}}
}

// around puts a node between the flow's input and its output.
func around(node control.FlowNode) *control.FlowDefinition {
	return &control.FlowDefinition{
		Nodes: []control.FlowNode{
			{Name: aws.String("Start"), Type: control.FlowNodeTypeInput, Outputs: outputs("document")},
			node,
			{Name: aws.String("End"), Type: control.FlowNodeTypeOutput, Inputs: inputs("document")},
		},
		Connections: []control.FlowConnection{
			data("Start", "document", *node.Name, *node.Inputs[0].Name),
			data(*node.Name, *node.Outputs[0].Name, "End", "document"),
		},
	}
}

func greeter() *control.FlowDefinition {
	prompt := control.PromptFlowNodeInlineConfiguration{
		TemplateType: control.PromptTemplateTypeText,
		ModelId:      aws.String("amazon.nova-lite-v1:0"),
		TemplateConfiguration: &control.PromptTemplateConfigurationMemberText{
			Value: control.TextPromptTemplateConfiguration{Text: aws.String("Hello {{name}}")}},
	}
	return around(control.FlowNode{
		Name: aws.String("Greet"),
		Type: control.FlowNodeTypePrompt,
		Configuration: &control.FlowNodeConfigurationMemberPrompt{
			Value: control.PromptFlowNodeConfiguration{
				SourceConfiguration: &control.PromptFlowNodeSourceConfigurationMemberInline{Value: prompt}}},
		Inputs:  inputs("name"),
		Outputs: outputs("modelCompletion"),
	})
}

func travel() *control.FlowDefinition {
	const arn = "arn:aws:bedrock:us-east-1:123456789012:agent-alias/AGENT12345/ALIAS12345"
	return around(control.FlowNode{
		Name: aws.String("Book"),
		Type: control.FlowNodeTypeAgent,
		Configuration: &control.FlowNodeConfigurationMemberAgent{
			Value: control.AgentFlowNodeConfiguration{AgentAliasArn: aws.String(arn)}},
		Inputs:  inputs("agentInputText"),
		Outputs: outputs("agentResponse"),
	})
}
