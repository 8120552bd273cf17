//! The steps about asynchronous executions of one alias.

use crate::json::{show, text, texts};
use crate::streams::input;
use crate::{Failure, Live};
use aws_sdk_bedrockagentruntime::Client;
use aws_sdk_bedrockagentruntime::error::ProvideErrorMetadata;
use aws_sdk_bedrockagentruntime::operation::get_flow_execution::GetFlowExecutionOutput;
use aws_sdk_bedrockagentruntime::operation::start_flow_execution::builders::StartFlowExecutionFluentBuilder;
use aws_sdk_bedrockagentruntime::types::{
    FlowExecutionEvent, FlowExecutionEventType, FlowExecutionStatus,
};

struct Executions<'a> {
    client: &'a Client,
    live: &'a Live,
}

/// What an event is, as the API spells it, and the node it tells of.
fn kind(event: &FlowExecutionEvent) -> String {
    match event {
        FlowExecutionEvent::FlowInputEvent(told) => format!("flowInputEvent {}", told.node_name()),
        FlowExecutionEvent::FlowOutputEvent(told) => {
            format!("flowOutputEvent {}", told.node_name())
        }
        FlowExecutionEvent::NodeInputEvent(told) => format!("nodeInputEvent {}", told.node_name()),
        FlowExecutionEvent::NodeOutputEvent(told) => {
            format!("nodeOutputEvent {}", told.node_name())
        }
        FlowExecutionEvent::NodeActionEvent(told) => {
            format!("nodeActionEvent {}", told.node_name())
        }
        other => format!("{other:?}"),
    }
}

impl Executions<'_> {
    fn start(&self, name: &str, value: &str) -> Result<StartFlowExecutionFluentBuilder, Failure> {
        Ok(self
            .client
            .start_flow_execution()
            .flow_identifier(&self.live.flow)
            .flow_alias_identifier(&self.live.alias)
            .flow_execution_name(name)
            .inputs(input(value)?))
    }

    async fn wait_for_end(&self, name: &str) -> Result<GetFlowExecutionOutput, Failure> {
        loop {
            let found = self
                .client
                .get_flow_execution()
                .flow_identifier(&self.live.flow)
                .flow_alias_identifier(&self.live.alias)
                .execution_identifier(name)
                .send()
                .await?;
            if *found.status() != FlowExecutionStatus::Running {
                return Ok(found);
            }
        }
    }

    async fn list(&self) -> Result<Vec<String>, Failure> {
        let listing = self
            .client
            .list_flow_executions()
            .flow_identifier(&self.live.flow);
        let mut pages = listing.max_results(1).into_paginator().send();
        let mut names = Vec::new();
        while let Some(page) = pages.next().await {
            for row in page?.flow_execution_summaries() {
                names.extend(row.execution_arn().rsplit('/').next().map(str::to_string));
            }
        }
        Ok(names)
    }

    async fn events(&self, name: &str, of: FlowExecutionEventType) -> Result<Vec<String>, Failure> {
        let mut pages = self
            .client
            .list_flow_execution_events()
            .flow_identifier(&self.live.flow)
            .flow_alias_identifier(&self.live.alias)
            .execution_identifier(name)
            .event_type(of)
            .max_results(2)
            .into_paginator()
            .send();
        let mut kinds = Vec::new();
        while let Some(page) = pages.next().await {
            kinds.extend(page?.flow_execution_events().iter().map(kind));
        }
        Ok(kinds)
    }

    async fn refusal(&self) -> Result<String, Failure> {
        let Err(failed) = self.start("first", "Ada")?.send().await else {
            return Err("a second execution of the same name was started".into());
        };
        let error = failed.into_service_error();
        if !error.is_conflict_exception() {
            return Err(error.into());
        }
        Ok(error.code().unwrap_or_default().to_string())
    }
}

pub async fn play(client: &Client, live: &Live) -> Result<(), Failure> {
    let executions = Executions { client, live };
    let first = executions.start("first", "Ada")?.send().await?;
    let ended = executions.wait_for_end("first").await?;
    executions.start("second", "Ada")?.send().await?;
    let snapshot = client
        .get_execution_flow_snapshot()
        .flow_identifier(&live.flow)
        .flow_alias_identifier(&live.alias)
        .execution_identifier("first")
        .send()
        .await?;
    let in_order = ended.ended_at() >= Some(ended.started_at());
    let flow_events = executions
        .events("first", FlowExecutionEventType::Flow)
        .await?;
    let node_events = executions
        .events("first", FlowExecutionEventType::Node)
        .await?;
    show(
        "execution",
        &[
            ("arn", text(first.execution_arn().unwrap_or_default())),
            ("status", text(ended.status().as_str())),
            ("endsAfterStart", in_order.to_string()),
            ("executions", texts(&executions.list().await?)),
            ("flowEvents", texts(&flow_events)),
            ("nodeEvents", texts(&node_events)),
            ("version", text(snapshot.flow_version())),
            ("definition", text(snapshot.definition())),
            ("refused", text(&executions.refusal().await?)),
        ],
    );
    executions.start("third", "wait")?.send().await?;
    let stopped = client
        .stop_flow_execution()
        .flow_identifier(&live.flow)
        .flow_alias_identifier(&live.alias)
        .execution_identifier("third")
        .send()
        .await?;
    show("stop", &[("status", text(stopped.status().as_str()))]);
    Ok(())
}
