"""Creates a flow with a Prompt and a Condition node, publishes it, runs it and prints what happens.

Any SDK finds the emulator by AWS_ENDPOINT_URL_BEDROCK_AGENT and AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME.
"""
import json
import uuid

import boto3

ROLE = "arn:aws:iam::123456789012:role/flows"  # nobody looks at it here; AWS wants one


def port(name, type="String", expression=None):
    return {"name": name, "type": type, **({"expression": expression} if expression else {})}


def data(source, output, target, input):
    return {"name": f"{source}To{target}", "type": "Data", "source": source, "target": target,
            "configuration": {"data": {"sourceOutput": output, "targetInput": input}}}


def when(condition, target):
    return {"name": f"{condition}To{target}", "type": "Conditional", "source": "Check",
            "target": target, "configuration": {"conditional": {"condition": condition}}}


ask = {"templateType": "TEXT", "modelId": "amazon.nova-lite-v1:0",
       "templateConfiguration": {"text": {"text": "{{request}}"}}}
definition = {
    "nodes": [
        {"name": "Start", "type": "Input", "outputs": [port("document")]},
        {"name": "Classify", "type": "Prompt", "configuration": {"prompt": {"sourceConfiguration": {"inline": ask}}},
         "inputs": [port("request", expression="$.data")], "outputs": [port("modelCompletion")]},
        {"name": "Check", "type": "Condition", "inputs": [port("label", expression="$.data")],
         "configuration": {"condition": {"conditions": [
             {"name": "IsRefund", "expression": 'label == "REFUND"'}, {"name": "default"}]}}},
        {"name": "Refunds", "type": "Output", "inputs": [port("document", expression="$.data")]},
        {"name": "Others", "type": "Output", "inputs": [port("document", expression="$.data")]}],
    "connections": [
        data("Start", "document", "Classify", "request"), data("Classify", "modelCompletion", "Check", "label"),
        data("Start", "document", "Refunds", "document"), data("Start", "document", "Others", "document"),
        when("IsRefund", "Refunds"), when("default", "Others")]}

agent, runtime = boto3.client("bedrock-agent"), boto3.client("bedrock-agent-runtime")
flow = agent.create_flow(name=f"support-{uuid.uuid4().hex[:8]}", executionRoleArn=ROLE, definition=definition)
agent.prepare_flow(flowIdentifier=flow["id"])
version = agent.create_flow_version(flowIdentifier=flow["id"])["version"]
alias = agent.create_flow_alias(flowIdentifier=flow["id"], name="live",
                                routingConfiguration=[{"flowVersion": version}])

answer = runtime.invoke_flow(
    flowIdentifier=flow["id"], flowAliasIdentifier=alias["id"], enableTrace=True,
    inputs=[{"nodeName": "Start", "nodeOutputName": "document", "content": {"document": "REFUND"}}])
for event in answer["responseStream"]:  # each arrives as soon as its node is done
    print(json.dumps(event, default=str))
