// Plays the scenario of ../scenario.json with the AWS SDK for Go.
//
//	client ENDPOINT
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"reflect"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagent"
	control "github.com/aws/aws-sdk-go-v2/service/bedrockagent/types"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentruntime/document"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentruntime/types"
)

var (
	ctx     = context.Background()
	agent   *bedrockagent.Client
	runtime *bedrockagentruntime.Client
)

func connect(endpoint string) {
	local := aws.Config{
		Region:       "us-east-1",
		Credentials:  credentials.NewStaticCredentialsProvider("local", "local", ""),
		BaseEndpoint: aws.String(endpoint),
	}
	agent = bedrockagent.NewFromConfig(local)
	runtime = bedrockagentruntime.NewFromConfig(local)
}

// must returns what a call gave, or ends the program with its error.
func must[T any](value T, err error) T {
	if err != nil {
		log.Panic(err)
	}
	return value
}

type seen map[string]any

func show(step string, line seen) {
	line["step"] = step
	fmt.Println(string(must(json.Marshal(line))))
}

// kind says what a member of a union is, as the API spells it, and the node that it tells of.
func kind(member any) string {
	value := reflect.ValueOf(member).Elem()
	name := value.Type().Name()
	name = name[strings.Index(name, "Member")+len("Member"):]
	node := value.FieldByName("Value").FieldByName("NodeName").Elem().String()
	return strings.ToLower(name[:1]) + name[1:] + " " + node
}

func text(content document.Interface) (value string) {
	must(0, content.UnmarshalSmithyDocument(&value))
	return value
}

func content(value string) types.FlowInputContent {
	return &types.FlowInputContentMemberDocument{Value: document.NewLazyDocument(value)}
}

func input(value string) []types.FlowInput {
	return []types.FlowInput{{NodeName: aws.String("Start"), NodeOutputName: aws.String("document"),
		Content: content(value)}}
}

// create makes a flow and returns its answer.
func create(name string, definition *control.FlowDefinition) *bedrockagent.CreateFlowOutput {
	return must(agent.CreateFlow(ctx, &bedrockagent.CreateFlowInput{
		Name:             aws.String(name),
		ExecutionRoleArn: aws.String("arn:aws:iam::123456789012:role/flows"),
		Definition:       definition,
	}))
}

func prepare(flow *string) {
	must(agent.PrepareFlow(ctx, &bedrockagent.PrepareFlowInput{FlowIdentifier: flow}))
}

func listVersions(flow *string) (pages [][]string) {
	paginator := bedrockagent.NewListFlowVersionsPaginator(agent,
		&bedrockagent.ListFlowVersionsInput{FlowIdentifier: flow, MaxResults: aws.Int32(2)})
	for paginator.HasMorePages() {
		page := []string{}
		for _, row := range must(paginator.NextPage(ctx)).FlowVersionSummaries {
			page = append(page, *row.Version)
		}
		pages = append(pages, page)
	}
	return pages
}

func showError() {
	_, err := agent.GetFlow(ctx, &bedrockagent.GetFlowInput{FlowIdentifier: aws.String("AAAAAAAAAA")})
	var missing *control.ResourceNotFoundException
	var response *awshttp.ResponseError
	if !errors.As(err, &missing) || !errors.As(err, &response) {
		log.Panic(err)
	}
	show("error", seen{"error": missing.ErrorCode(), "message": missing.ErrorMessage(),
		"status": response.HTTPStatusCode(), "request": response.ServiceRequestID()})
}

func showTags(arn *string) {
	must(agent.TagResource(ctx, &bedrockagent.TagResourceInput{ResourceArn: arn,
		Tags: map[string]string{"team": "travel", "stage": "test"}}))
	must(agent.UntagResource(ctx, &bedrockagent.UntagResourceInput{ResourceArn: arn,
		TagKeys: []string{"stage"}}))
	show("tags", seen{"tags": must(agent.ListTagsForResource(ctx,
		&bedrockagent.ListTagsForResourceInput{ResourceArn: arn})).Tags})
}

// playControlPlane returns the IDs of the flow and of the alias that it has made.
func playControlPlane() (flow, alias *string) {
	made := create("greeter", greeter())
	flow = made.Id
	show("create", seen{"flow": flow, "arn": made.Arn, "status": made.Status})
	prepare(flow)
	got := must(agent.GetFlow(ctx, &bedrockagent.GetFlowInput{FlowIdentifier: flow}))
	show("prepare", seen{"status": got.Status})
	versions := []*string{}
	for range 3 {
		version := must(agent.CreateFlowVersion(ctx,
			&bedrockagent.CreateFlowVersionInput{FlowIdentifier: flow}))
		versions = append(versions, version.Version)
	}
	show("version", seen{"versions": versions})
	alias = must(agent.CreateFlowAlias(ctx, &bedrockagent.CreateFlowAliasInput{
		FlowIdentifier: flow, Name: aws.String("live"),
		RoutingConfiguration: []control.FlowAliasRoutingConfigurationListItem{
			{FlowVersion: aws.String("2")}}})).Id
	live := must(agent.GetFlowAlias(ctx,
		&bedrockagent.GetFlowAliasInput{FlowIdentifier: flow, AliasIdentifier: alias}))
	show("alias", seen{"alias": live.Id, "version": live.RoutingConfiguration[0].FlowVersion})
	showTags(made.Arn)
	show("pages", seen{"pages": listVersions(flow)})
	showError()
	return flow, alias
}

// stream is what one InvokeFlow gave.
type stream struct {
	execution                    *string
	traces                       []string
	output, question, completion string
	err                          error
}

func invoke(request *bedrockagentruntime.InvokeFlowInput) (found stream) {
	answer := must(runtime.InvokeFlow(ctx, request))
	found.execution = answer.ExecutionId
	events := answer.GetStream()
	defer events.Close()
	for event := range events.Events() {
		switch event := event.(type) {
		case *types.FlowResponseStreamMemberFlowTraceEvent:
			found.traces = append(found.traces, kind(event.Value.Trace))
		case *types.FlowResponseStreamMemberFlowOutputEvent:
			output := event.Value.Content.(*types.FlowOutputContentMemberDocument)
			found.output = text(output.Value)
		case *types.FlowResponseStreamMemberFlowMultiTurnInputRequestEvent:
			question := event.Value.Content.(*types.FlowMultiTurnInputContentMemberDocument)
			found.question = text(question.Value)
		case *types.FlowResponseStreamMemberFlowCompletionEvent:
			found.completion = string(event.Value.CompletionReason)
		}
	}
	found.err = events.Err()
	return found
}

func playStreams(flow, alias *string) {
	found := invoke(&bedrockagentruntime.InvokeFlowInput{FlowIdentifier: flow,
		FlowAliasIdentifier: alias, EnableTrace: aws.Bool(true), Inputs: input("Ada")})
	must(0, found.err)
	show("invoke", seen{"execution": found.execution, "traces": found.traces, "output": found.output,
		"completion": found.completion})
	found = invoke(&bedrockagentruntime.InvokeFlowInput{FlowIdentifier: flow,
		FlowAliasIdentifier: alias, Inputs: input("fail")})
	var denied *types.AccessDeniedException
	if !errors.As(found.err, &denied) {
		log.Panic(found.err)
	}
	show("exception", seen{"error": denied.ErrorCode(), "message": denied.ErrorMessage()})
	playConversation()
}

func playConversation() {
	flow := create("travel", travel()).Id
	prepare(flow)
	draft := bedrockagentruntime.InvokeFlowInput{FlowIdentifier: flow,
		FlowAliasIdentifier: aws.String("TSTALIASID"), Inputs: input("Travel")}
	asked := invoke(&draft)
	must(0, asked.err)
	draft.ExecutionId = asked.execution
	draft.Inputs = []types.FlowInput{{NodeName: aws.String("Book"),
		NodeInputName: aws.String("agentInputText"), Content: content("Paris")}}
	ended := invoke(&draft)
	must(0, ended.err)
	show("conversation", seen{"question": asked.question, "paused": asked.completion,
		"output": ended.output, "completion": ended.completion})
}

func main() {
	connect(os.Args[1])
	flow, alias := playControlPlane()
	playStreams(flow, alias)
	playExecutions(flow, alias)
}
