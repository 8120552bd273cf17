package main

import (
	"errors"
	"log"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentruntime/types"
)

// live is an alias of a flow, whose executions it starts and looks at.
type live struct {
	flow, alias *string
}

func (l live) start(name, value string) (*bedrockagentruntime.StartFlowExecutionOutput, error) {
	return runtime.StartFlowExecution(ctx, &bedrockagentruntime.StartFlowExecutionInput{
		FlowIdentifier: l.flow, FlowAliasIdentifier: l.alias, FlowExecutionName: aws.String(name),
		Inputs: input(value)})
}

func (l live) waitForEnd(name string) *bedrockagentruntime.GetFlowExecutionOutput {
	for {
		found := must(runtime.GetFlowExecution(ctx, &bedrockagentruntime.GetFlowExecutionInput{
			FlowIdentifier: l.flow, FlowAliasIdentifier: l.alias, ExecutionIdentifier: aws.String(name)}))
		if found.Status != types.FlowExecutionStatusRunning {
			return found
		}
	}
}

func (l live) list() (names []string) {
	paginator := bedrockagentruntime.NewListFlowExecutionsPaginator(runtime,
		&bedrockagentruntime.ListFlowExecutionsInput{FlowIdentifier: l.flow, MaxResults: aws.Int32(1)})
	for paginator.HasMorePages() {
		for _, row := range must(paginator.NextPage(ctx)).FlowExecutionSummaries {
			arn := strings.Split(*row.ExecutionArn, "/")
			names = append(names, arn[len(arn)-1])
		}
	}
	return names
}

func (l live) events(name string, eventType types.FlowExecutionEventType) (kinds []string) {
	paginator := bedrockagentruntime.NewListFlowExecutionEventsPaginator(runtime,
		&bedrockagentruntime.ListFlowExecutionEventsInput{FlowIdentifier: l.flow,
			FlowAliasIdentifier: l.alias, ExecutionIdentifier: aws.String(name), EventType: eventType,
			MaxResults: aws.Int32(2)})
	for paginator.HasMorePages() {
		for _, event := range must(paginator.NextPage(ctx)).FlowExecutionEvents {
			kinds = append(kinds, kind(event))
		}
	}
	return kinds
}

func playExecutions(flow, alias *string) {
	l := live{flow, alias}
	first := must(l.start("first", "Ada"))
	ended := l.waitForEnd("first")
	must(l.start("second", "Ada"))
	snapshot := must(runtime.GetExecutionFlowSnapshot(ctx,
		&bedrockagentruntime.GetExecutionFlowSnapshotInput{FlowIdentifier: flow,
			FlowAliasIdentifier: alias, ExecutionIdentifier: aws.String("first")}))
	_, err := l.start("first", "Ada")
	var refused *types.ConflictException
	if !errors.As(err, &refused) {
		log.Panic(err)
	}
	show("execution", seen{"arn": first.ExecutionArn, "status": ended.Status,
		"endsAfterStart": !ended.EndedAt.Before(*ended.StartedAt), "executions": l.list(),
		"flowEvents": l.events("first", types.FlowExecutionEventTypeFlow),
		"nodeEvents": l.events("first", types.FlowExecutionEventTypeNode),
		"version":    snapshot.FlowVersion, "definition": snapshot.Definition,
		"refused": refused.ErrorCode()})
	must(l.start("third", "wait"))
	stopped := must(runtime.StopFlowExecution(ctx, &bedrockagentruntime.StopFlowExecutionInput{
		FlowIdentifier: flow, FlowAliasIdentifier: alias, ExecutionIdentifier: aws.String("third")}))
	show("stop", seen{"status": stopped.Status})
}
